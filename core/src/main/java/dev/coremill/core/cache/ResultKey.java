package dev.coremill.core.cache;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The address of a result: a SHA-256 of everything that it depends on.
 *
 * @param text 64 hexadecimal digits in lower case
 */
public record ResultKey(String text) {
  /** Checks the form, because the text becomes a file name. */
  public ResultKey {
    if (text.length() != 64 || !text.chars().allMatch(ResultKey::isDigit)) {
      throw new IllegalArgumentException("'" + text + "' is no key");
    }
  }

  /**
   * The key of a weight before any work on it. Reads all its bytes.
   *
   * @param builder what does the work, such as the version of the program; a result that another
   *     builder made is not found
   * @param site where the weight is, in the program as it was read
   * @param weight its value
   * @param onIndivisible what algorithms do where sizes do not divide
   */
  public static ResultKey of(
      String builder, WeightSite site, WeightExpression weight, IndivisiblePolicy onIndivisible) {
    List<Tensor> tensors = new ArrayList<>();
    Sha256 hash = new Sha256();
    hash.add(
        bytes(out -> {
          out.writeInt(EntryFormat.VERSION);
          out.writeUTF(builder);
          out.writeUTF(onIndivisible.name());
          out.writeUTF(site.opset().text());
          text(out, site.name());
          axes(out, site.axes());
          out.writeInt(site.uses().size());
          for (WeightUse use : site.uses()) {
            text(out, use.function());
            text(out, use.operation());
            text(out, use.operationType());
            text(out, use.argument());
            axes(out, use.axes());
          }
          ExpressionTree.write(out, weight, tensors);
        }));
    for (Tensor tensor : tensors) {
      hash.add(tensor.data());
    }
    return new ResultKey(HexFormat.of().formatHex(hash.finish()));
  }

  /**
   * The key after one more step.
   *
   * @param step what the step does: the algorithm, its version and its configuration
   */
  public ResultKey then(String step) {
    Sha256 hash = new Sha256();
    hash.add(
        bytes(out -> {
          out.writeUTF(text);
          text(out, step);
        }));
    return new ResultKey(HexFormat.of().formatHex(hash.finish()));
  }

  byte[] toBytes() {
    return HexFormat.of().parseHex(text);
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
  }

  private interface Contents {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Contents contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      contents.write(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** A text of any length. */
  private static void text(DataOutputStream out, String text) throws IOException {
    EntryFormat.writeText(out, text);
  }

  private static void axes(DataOutputStream out, ChannelAxes axes) throws IOException {
    out.writeInt(axes.output());
    out.writeInt(axes.input());
    out.writeBoolean(axes.known());
  }
}
