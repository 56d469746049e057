package dev.coremill.core.inspect;

import dev.coremill.api.weight.Encoding;
import dev.coremill.core.inspect.Difference.ConstantDifference;
import dev.coremill.core.report.EncodingText;
import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.TextTable;
import dev.coremill.core.report.WeightError;
import java.util.Optional;

/** A difference as text for a terminal. */
public final class DifferenceText {
  private DifferenceText() {}

  /** The whole text, each line ended. */
  public static String of(Difference difference) {
    StringBuilder text = new StringBuilder();
    text.append(difference.before()).append("  ");
    text.append(Quantities.bytes(difference.bytesBefore())).append('\n');
    text.append(difference.after()).append("  ");
    text.append(Quantities.bytes(difference.bytesAfter())).append("  (");
    text.append(Quantities.ratio(difference.bytesBefore(), difference.bytesAfter())).append(")\n");
    if (difference.isEmpty()) {
      return text.append("\nNothing differs: ")
          .append(Quantities.count(difference.equalConstants(), "constant"))
          .append(" hold the same.\n")
          .toString();
    }
    if (!difference.structure().isEmpty()) {
      text.append("\nStructure\n");
      for (String line : difference.structure()) {
        text.append("  ").append(line).append('\n');
      }
    }
    constants(difference, text);
    return text.toString();
  }

  private static void constants(Difference difference, StringBuilder text) {
    TextTable table =
        new TextTable(
            "Constant", "Shape", "First", "Second", ">Bytes", ">Bytes", ">MSE", ">SNR dB", "");
    for (ConstantDifference constant : difference.constants()) {
      table.add(
          constant.function() + "/" + constant.name(),
          constant.shape().map(Object::toString).orElse(""),
          constant.before().map(EncodingText::of).orElse("-"),
          constant.after().map(EncodingText::of).orElse("-"),
          bytes(constant.before()),
          bytes(constant.after()),
          constant.error().map(e -> Quantities.scientific(e.meanSquaredError())).orElse(""),
          constant.error().map(DifferenceText::signalToNoise).orElse(""),
          constant.remark());
    }
    if (!table.isEmpty()) {
      text.append('\n');
      table.appendTo(text, "");
    }
    text.append('\n').append(Quantities.count(difference.constants().size(), "constant"));
    text.append(difference.constants().size() == 1 ? " differs, " : " differ, ");
    text.append(Quantities.grouped(difference.equalConstants())).append(" hold the same.\n");
  }

  private static String signalToNoise(WeightError error) {
    return error.maximumAbsoluteError() == 0
        ? "exact"
        : Quantities.fixed(error.signalToNoiseDecibels(), 1);
  }

  private static String bytes(Optional<Encoding> encoding) {
    return encoding.map(stored -> Quantities.bytes(stored.storedBytes())).orElse("");
  }
}
