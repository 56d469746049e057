package dev.coremill.distribution;

import dev.coremill.core.pipeline.PipelineSchema;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Prints the JSON Schema of pipeline files, with the algorithms of the loaded plugins. */
final class SchemaCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.definePlugins(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    terminal.print(PipelineSchema.write(Services.load(options).plugins()) + "\n");
    return 0;
  }
}
