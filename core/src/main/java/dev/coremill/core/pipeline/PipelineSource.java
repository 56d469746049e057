package dev.coremill.core.pipeline;

import dev.coremill.core.yaml.Node;
import java.nio.file.Path;

/**
 * What a pipeline was made from.
 *
 * @param root the tree of its file, or of the command line
 * @param folder the folder that paths in it are relative to
 */
public record PipelineSource(Node root, Path folder) {}
