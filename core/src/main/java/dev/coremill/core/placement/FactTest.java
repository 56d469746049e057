package dev.coremill.core.placement;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a rule asks of a fact: a list of alternatives with commas between, such as {@code conv,
 * linear} or {@code < 2, > 4}; after {@code not} none of them may hold. Where a fact has several
 * values, one that an alternative accepts is enough; where it has none, no test holds, not even one
 * with {@code not}.
 *
 * @param text the test as it is written
 * @param negated whether it begins with {@code not}
 * @param alternatives at least one
 */
public record FactTest(String text, boolean negated, List<Alternative> alternatives) {
  private static final String NOT = "not ";
  private static final Map<String, String> SHORT_TYPES =
      Map.of("fp16", "float16", "fp32", "float32", "fp64", "float64", "bf16", "bfloat16");
  private static final Map<String, Long> UNITS =
      Map.of("b", 1L, "kb", 1000L, "mb", 1000_000L, "gb", 1000_000_000L);

  /** Copies the list. */
  public FactTest {
    alternatives = List.copyOf(alternatives);
  }

  /**
   * Reads a test.
   *
   * @param fact the fact that it is about
   * @throws IllegalArgumentException if it is malformed; the message says what is expected
   */
  public static FactTest parse(Fact fact, String text) {
    String stripped = text.strip();
    boolean negated = stripped.startsWith(NOT);
    String list = negated ? stripped.substring(NOT.length()) : stripped;
    List<Alternative> alternatives = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      if (part.isBlank()) {
        throw malformed(fact, text, "");
      }
      alternatives.add(alternative(fact, part.strip(), text));
    }
    return new FactTest(stripped, negated, alternatives);
  }

  /** Whether it holds for the values of a fact. */
  public boolean holds(List<FactValue> values) {
    return !values.isEmpty() && negated != acceptsAny(values);
  }

  private boolean acceptsAny(List<FactValue> values) {
    for (FactValue value : values) {
      for (Alternative alternative : alternatives) {
        if (alternative.accepts(value)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Alternative alternative(Fact fact, String part, String whole) {
    try {
      return switch (fact.kind()) {
        case WORD -> word(fact, part);
        case TRUTH -> truth(part);
        case NUMBER, BYTES -> numbers(fact.kind(), part);
        case PROPERTY -> property(part);
        case SYSTEM_VERSION -> versions(part);
        case CHIP -> chips(part);
        case OPSET -> opsets(part);
      };
    } catch (IllegalArgumentException wrong) {
      String reason = wrong instanceof NumberFormatException ? "" : wrong.getMessage();
      throw malformed(fact, whole, reason == null ? "" : reason);
    }
  }

  private static IllegalArgumentException malformed(Fact fact, String text, String reason) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no test of "
            + fact.text()
            + (reason.isEmpty() ? "" : ": " + reason)
            + "; write "
            + fact.kind().form());
  }

  private static Alternative word(Fact fact, String part) {
    String written = SHORT_TYPES.getOrDefault(part, part);
    if (!fact.words().isEmpty()) {
      if (!fact.words().contains(written)) {
        throw new IllegalArgumentException(Suggestions.offer(written, fact.words()));
      }
      return new Alternative.Is(written);
    }
    boolean prefix = written.endsWith("*");
    String letters = prefix ? written.substring(0, written.length() - 1) : written;
    requireWord(letters);
    return prefix ? new Alternative.Begins(letters) : new Alternative.Is(letters);
  }

  private static void requireWord(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      if (!Character.isLetterOrDigit(letter) && "_-.".indexOf(letter) < 0) {
        throw new IllegalArgumentException("'" + letter + "' cannot be part of a word");
      }
    }
  }

  private static Alternative truth(String part) {
    if (!part.equals("yes") && !part.equals("no")) {
      throw new IllegalArgumentException("");
    }
    return new Alternative.Is(part);
  }

  private static Alternative property(String part) {
    char first = part.charAt(0);
    boolean number = Comparison.of(part).isPresent() || Character.isDigit(first) || first == '-';
    if (number) {
      return numbers(FactKind.NUMBER, part);
    }
    requireWord(part);
    return new Alternative.Is(part);
  }

  private static Alternative numbers(FactKind kind, String part) {
    int dots = part.indexOf("..");
    if (dots >= 0) {
      double low = number(kind, part.substring(0, dots));
      double high = number(kind, part.substring(dots + 2));
      if (low > high) {
        throw new IllegalArgumentException("the range is backwards");
      }
      return new Alternative.Between(low, high);
    }
    Comparison comparison = Comparison.of(part).orElse(Comparison.IS);
    return new Alternative.Compared(comparison, number(kind, comparison.rest(part)));
  }

  private static double number(FactKind kind, String text) {
    String digits = text.strip();
    long unit = 1;
    if (kind == FactKind.BYTES) {
      int end = digits.length();
      while (end > 0 && Character.isLetter(digits.charAt(end - 1))) {
        end--;
      }
      String letters = digits.substring(end).toLowerCase(Locale.ROOT);
      Long known = letters.isEmpty() ? Long.valueOf(1) : UNITS.get(letters);
      if (known == null) {
        throw new IllegalArgumentException("'" + digits.substring(end) + "' is no unit");
      }
      unit = known;
      digits = digits.substring(0, end).strip();
    }
    if (digits.isEmpty() || Character.isLetter(digits.charAt(digits.length() - 1))) {
      throw new NumberFormatException(text); // 5f and 5d are numbers to Java alone
    }
    double value = Double.parseDouble(digits);
    if (!Double.isFinite(value)) {
      throw new NumberFormatException(text);
    }
    return value * unit;
  }

  private static Alternative versions(String part) {
    int dots = part.indexOf("..");
    if (dots >= 0) {
      return Alternative.Versions.range(
          part.substring(0, dots).strip(), part.substring(dots + 2).strip());
    }
    Comparison comparison = Comparison.of(part).orElse(Comparison.IS);
    String text = comparison.rest(part);
    return new Alternative.Versions(comparison, OsVersion.parse(text), text.indexOf('.') >= 0);
  }

  private static Alternative chips(String part) {
    Comparison comparison = Comparison.of(part).orElse(Comparison.IS);
    String id = comparison.rest(part);
    requireWord(id);
    return comparison == Comparison.IS
        ? new Alternative.Is(id)
        : new Alternative.Generations(comparison, Generation.of(id));
  }

  private static Alternative opsets(String part) {
    Comparison comparison = Comparison.of(part).orElse(Comparison.IS);
    Opset opset =
        Opset.named(comparison.rest(part))
            .orElseThrow(() -> new IllegalArgumentException("there is no such opset"));
    return new Alternative.Compared(comparison, opset.specificationVersion());
  }
}
