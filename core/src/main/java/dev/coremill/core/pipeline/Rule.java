package dev.coremill.core.pipeline;

import java.util.Optional;

/**
 * How some weights are treated.
 *
 * @param matcher which weights
 * @param treatment what to do with them; empty: leave them alone
 * @param origin where the rule comes from, in words for reports, such as {@code overrides[1]
 *     (pipeline.yaml:14)}
 */
public record Rule(Matcher matcher, Optional<Treatment> treatment, String origin) {}
