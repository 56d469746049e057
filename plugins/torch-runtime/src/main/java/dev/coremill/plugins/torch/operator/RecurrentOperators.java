package dev.coremill.plugins.torch.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers, one step after the other. Outputs stand in the order in which they come, so
 * that those of a reversed sequence begin with the one of its last input; only where a layer goes
 * both ways the outputs of both stand beside the input that they belong to.
 */
final class RecurrentOperators {
  private RecurrentOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computesAll("gru", RecurrentOperators::gru);
    registry.computesAll("lstm", RecurrentOperators::lstm);
    registry.computesAll("rnn", RecurrentOperators::rnn);
  }

  private static List<Tensor> rnn(OperationContext context) {
    long size = RecurrentShapes.hiddenSize(context, "", 1);
    RecurrentShapes.requireState(context, "initial_h", size);
    Tensor projected = projected(context, "weight_ih", "bias");
    Tensor recurrent = context.tensor("weight_hh").t();
    String activation = context.text("activation", "tanh");
    Tensor hidden = context.tensor("initial_h");
    Sequence sequence = new Sequence(context, isReversed(context), projected);
    while (sequence.hasNext()) {
      hidden = activated(activation, sequence.next().add(hidden.matmul(recurrent)));
      sequence.add(hidden);
    }
    return List.of(sequence.outputs(), hidden);
  }

  /**
   * Gates stand in the order reset, output, update. Without {@code reset_after} the reset gate is
   * applied to the hidden state before the recurrent product of the output gate, and there is one
   * bias, added to the gates. With it the gate is applied after the product and its bias, and
   * {@code input_bias} is added to what comes from the inputs.
   */
  private static List<Tensor> gru(OperationContext context) {
    long size = RecurrentShapes.hiddenSize(context, "", 3);
    RecurrentShapes.require(context, "input_bias", 3 * size);
    RecurrentShapes.requireState(context, "initial_h", size);
    boolean resetAfter = context.flag("reset_after", false);
    Tensor projected = projected(context, "weight_ih", resetAfter ? "input_bias" : "bias");
    if (!resetAfter && context.has("input_bias")) {
      projected = projected.add(context.tensor("input_bias"));
    }
    Tensor recurrentBias = resetAfter ? context.tensorOrNull("bias") : null;
    Tensor recurrent = context.tensor("weight_hh").t();
    String gateActivation = context.text("recurrent_activation", "sigmoid");
    String activation = context.text("activation", "tanh");
    Tensor hidden = context.tensor("initial_h");
    Sequence sequence = new Sequence(context, isReversed(context), projected);
    while (sequence.hasNext()) {
      Tensor input = sequence.next();
      Tensor product = hidden.matmul(recurrent);
      if (recurrentBias != null) {
        product = product.add(recurrentBias);
      }
      Tensor reset = activated(gateActivation, gate(input, 0, size).add(gate(product, 0, size)));
      Tensor update = activated(gateActivation, gate(input, 2, size).add(gate(product, 2, size)));
      Tensor remembered =
          resetAfter
              ? reset.mul(gate(product, 1, size))
              : reset.mul(hidden).matmul(recurrent.narrow(1, size, size));
      Tensor output = activated(activation, gate(input, 1, size).add(remembered));
      hidden = output.add(update.mul(hidden.sub(output)));
      sequence.add(hidden);
    }
    return List.of(sequence.outputs(), hidden);
  }

  private static List<Tensor> lstm(OperationContext context) {
    String direction = context.text("direction", "forward");
    boolean both = direction.equals("bidirectional");
    long size = RecurrentShapes.hiddenSize(context, "", 4);
    RecurrentShapes.require(context, "peephole", 3 * size);
    RecurrentShapes.requireState(context, "initial_h", both ? 2 * size : size);
    RecurrentShapes.requireState(context, "initial_c", both ? 2 * size : size);
    if (!both) {
      return lstm(
          context,
          "",
          isReversed(context),
          context.tensor("initial_h"),
          context.tensor("initial_c"));
    }
    if (RecurrentShapes.hiddenSize(context, "_back", 4) != size) {
      throw new OperatorException("weight_hh and weight_hh_back differ in their hidden sizes");
    }
    RecurrentShapes.require(context, "peephole_back", 3 * size);
    Tensor hidden = context.tensor("initial_h");
    Tensor cell = context.tensor("initial_c");
    List<Tensor> forward =
        lstm(context, "", false, hidden.narrow(1, 0, size), cell.narrow(1, 0, size));
    List<Tensor> backward =
        lstm(context, "_back", true, hidden.narrow(1, size, size), cell.narrow(1, size, size));
    return List.of(
        joined(forward.get(0), backward.get(0).flip(0)),
        joined(forward.get(1), backward.get(1)),
        joined(forward.get(2), backward.get(2)));
  }

  private static Tensor joined(Tensor forward, Tensor backward) {
    return torch.cat(Tensors.vector(List.of(forward, backward)), -1);
  }

  /** Gates stand in the order input, forget, output, cell. */
  private static List<Tensor> lstm(
      OperationContext context, String suffix, boolean reversed, Tensor initial, Tensor memory) {
    Tensor projected = projected(context, "weight_ih" + suffix, "bias" + suffix);
    Tensor weight = context.tensor("weight_hh" + suffix);
    long size = weight.size(1);
    Tensor recurrent = weight.t();
    Tensor peephole = context.tensorOrNull("peephole" + suffix);
    String gateActivation = context.text("recurrent_activation", "sigmoid");
    String cellActivation = context.text("cell_activation", "tanh");
    String activation = context.text("activation", "tanh");
    double clip = context.number("clip", Double.POSITIVE_INFINITY);
    Tensor hidden = initial;
    Tensor cell = memory;
    Sequence sequence = new Sequence(context, reversed, projected);
    while (sequence.hasNext()) {
      Tensor gates = sequence.next().add(hidden.matmul(recurrent));
      Tensor input = activated(gateActivation, peeping(gates, 0, size, peephole, cell));
      Tensor forget = activated(gateActivation, peeping(gates, 1, size, peephole, cell));
      Tensor candidate = activated(cellActivation, gate(gates, 3, size));
      cell = forget.mul(cell).add(input.mul(candidate));
      if (Double.isFinite(clip)) {
        cell = ActivationOperators.clamp(cell, -clip, clip);
      }
      Tensor output = activated(gateActivation, peeping(gates, 2, size, peephole, cell));
      hidden = output.mul(activated(activation, cell));
      sequence.add(hidden);
    }
    return List.of(sequence.outputs(), hidden, cell);
  }

  private static Tensor peeping(
      Tensor gates, int which, long size, @Nullable Tensor peephole, Tensor cell) {
    Tensor gate = gate(gates, which, size);
    return peephole == null ? gate : gate.add(peephole.narrow(0, which * size, size).mul(cell));
  }

  private static Tensor gate(Tensor gates, int which, long size) {
    return gates.narrow(-1, which * size, size);
  }

  /** What the inputs of all steps add to the gates. */
  private static Tensor projected(OperationContext context, String weight, String bias) {
    return torch.linear(context.tensor("x"), context.tensor(weight), context.optional(bias));
  }

  private static boolean isReversed(OperationContext context) {
    String direction = context.text("direction", "forward");
    return switch (direction) {
      case "forward" -> false;
      case "reverse" -> true;
      default -> throw new OperatorException("direction is '" + direction + "'");
    };
  }

  private static Tensor activated(String activation, Tensor x) {
    return switch (activation.toLowerCase(Locale.ROOT)) {
      case "tanh", "scaled_tanh" -> x.tanh();
      case "sigmoid" -> x.sigmoid();
      case "hard_sigmoid", "sigmoid_hard" ->
          ActivationOperators.clamp(x.mul(Tensors.scalar(0.2)).add(Tensors.scalar(0.5)), 0, 1);
      case "relu" -> x.relu();
      case "linear" -> x;
      default -> throw new OperatorException("the activation is '" + activation + "'");
    };
  }

  /** The steps of a sequence, in the order in which they are taken. */
  private static final class Sequence {
    private final Tensor inputs;
    private final boolean reversed;
    private final boolean everyStep;
    private final List<Tensor> outputs = new ArrayList<>();
    private long taken;

    Sequence(OperationContext context, boolean reversed, Tensor inputs) {
      this.inputs = inputs;
      this.reversed = reversed;
      this.everyStep = context.flag("output_sequence", false);
      if (inputs.size(0) == 0) {
        throw new OperatorException("the sequence is empty");
      }
    }

    boolean hasNext() {
      return taken < inputs.size(0);
    }

    Tensor next() {
      long step = reversed ? inputs.size(0) - 1 - taken : taken;
      taken++;
      return inputs.select(0, step);
    }

    void add(Tensor hidden) {
      if (everyStep || !hasNext()) {
        outputs.add(hidden);
      }
    }

    Tensor outputs() {
      return torch.stack(Tensors.vector(outputs), 0);
    }
  }
}
