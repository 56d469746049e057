package dev.coremill.core.placement;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.ProgramProfile;
import java.util.Locale;

/** What rules can ask about a function. */
final class ProgramFacts {
  private ProgramFacts() {}

  static FactTable of(Subject subject, FactTable setting) {
    FactTable facts = new FactTable(setting);
    ProgramProfile profile = subject.profile();
    long bytes = 0;
    for (OperandProfile constant : profile.constants().values()) {
      bytes += constant.constant().map(encoding -> encoding.storedBytes()).orElse(0L);
    }
    facts.put(Fact.PROGRAM_WEIGHT_BYTES, bytes);
    facts.put(Fact.PROGRAM_OPERATIONS, profile.operations().size());
    facts.put(Fact.PROGRAM_STATES, profile.states().size());
    facts.put(Fact.PROGRAM_OPSET, profile.opset().specificationVersion());
    facts.put(Fact.PROGRAM_SHAPES, subject.shapes().name().toLowerCase(Locale.ROOT));
    return facts;
  }
}
