package dev.coremill.core.engine;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.PlanContext;
import java.util.Map;

/** What a pipeline and its plugins say to algorithms. */
record PipelineContext(
    IndivisiblePolicy onIndivisible, Map<String, LookupTableFunction> lookupTableFunctions)
    implements PlanContext {}
