package dev.coremill.core.constant;

import dev.coremill.api.program.Opset;
import java.util.Optional;

/**
 * Why an opset cannot hold an encoding.
 *
 * @param reason what it cannot hold and which opset could, in words for the user
 * @param firstOpset the first opset that can; empty where none can
 */
public record Obstacle(String reason, Optional<Opset> firstOpset) {}
