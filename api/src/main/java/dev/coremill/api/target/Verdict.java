package dev.coremill.api.target;

import java.util.Optional;

/**
 * Whether something is legal on a system, and why.
 *
 * @param legal whether it is
 * @param reason the rule that decided, in words
 * @param firstOs the first version that accepts it, where the answer is no and a newer version does
 * @param evidence how good the source of the rule is
 * @param source where the rule comes from
 */
public record Verdict(
    boolean legal, String reason, Optional<OsVersion> firstOs, Evidence evidence, String source) {}
