package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Opset;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is being computed: its arguments by name, as tensors or as Java values, whether
 * they come from constants, literals or other operations.
 */
public final class OperationContext {
  /** Runs inner blocks. */
  public interface BlockRunner {
    /**
     * Runs a block of the operation.
     *
     * @param block which one
     * @param inputs what it is entered with
     * @return its outputs; they belong to the innermost pointer scope
     */
    List<RuntimeValue> run(int block, List<RuntimeValue> inputs);
  }

  private final OperationSite site;
  private final RuntimeValue[][] values;
  private final long dying;
  private final BlockRunner blocks;

  /**
   * An operation with its inputs.
   *
   * @param values for each of the site's arguments what it is bound to
   * @param dying a bit for each argument (the first 63) whose value nothing uses later
   */
  public OperationContext(
      OperationSite site, RuntimeValue[][] values, long dying, BlockRunner blocks) {
    this.site = site;
    this.values = values;
    this.dying = dying;
    this.blocks = blocks;
  }

  /** The type of the operation, such as {@code conv}. */
  public String type() {
    return site.operation().type();
  }

  /** The opset of the function that it is part of. */
  public Opset opset() {
    return site.opset();
  }

  /** How results are rounded. */
  public NumericMode mode() {
    return site.mode();
  }

  /** The name of an output. */
  public String outputName(int output) {
    return site.operation().outputs().get(output).name();
  }

  /** How many outputs the program declares. */
  public int outputCount() {
    return site.outputTypes().size();
  }

  /** The element type that the program declares for an output. */
  public DataType outputType(int output) {
    if (output >= site.outputTypes().size()) {
      throw new OperatorException("it has more outputs than the program declares");
    }
    return site.outputTypes().get(output);
  }

  /** Whether an argument is given. */
  public boolean has(String argument) {
    return index(argument) >= 0;
  }

  /** Whether an argument is given, and has its value here: all have, but before anything runs. */
  public boolean isBound(String argument) {
    int index = index(argument);
    return index >= 0 && values[index].length > 0;
  }

  /** The shape that the program declares for a computed argument; empty where it leaves it open. */
  Optional<Shape> declaredShape(String argument) {
    return site.declaredShape(argument);
  }

  /** The value of an argument. */
  public RuntimeValue value(String argument) {
    RuntimeValue[] bound = values(argument);
    if (bound.length != 1) {
      throw new OperatorException("'" + argument + "' has " + bound.length + " values, not one");
    }
    return bound[0];
  }

  /** The tensor of an argument. */
  public Tensor tensor(String argument) {
    return whole(argument).tensor();
  }

  /** The tensor of an argument with its type. */
  RuntimeValue.OfTensor whole(String argument) {
    return ofTensor(argument, value(argument));
  }

  /** The tensor of an argument; null where it is not given. */
  public @Nullable Tensor tensorOrNull(String argument) {
    return has(argument) ? tensor(argument) : null;
  }

  /** The tensor of an argument, as libtorch takes what may be missing. */
  public TensorOptional optional(String argument) {
    return Tensors.optional(tensorOrNull(argument));
  }

  /** The tensors of an argument that takes several. */
  public List<Tensor> tensors(String argument) {
    List<Tensor> tensors = new ArrayList<>();
    for (RuntimeValue value : values(argument)) {
      tensors.add(ofTensor(argument, value).tensor());
    }
    return tensors;
  }

  /** The element type that the program declares for an argument. */
  public DataType elementType(String argument) {
    RuntimeValue[] bound = values(argument);
    if (bound.length == 0) {
      throw new OperatorException("'" + argument + "' has no value");
    }
    return ofTensor(argument, bound[0]).type();
  }

  /** An integer. */
  public long integer(String argument) {
    long[] all = integers(argument);
    requireOne(argument, all.length);
    return all[0];
  }

  private static void requireOne(String argument, long count) {
    if (count != 1) {
      throw new OperatorException("'" + argument + "' has " + count + " elements, not one");
    }
  }

  /** An integer, or its default where it is not given. */
  public long integer(String argument, long otherwise) {
    return has(argument) ? integer(argument) : otherwise;
  }

  /** Integers. */
  public long[] integers(String argument) {
    RuntimeValue[] bound = values(argument);
    if (bound.length == 1) {
      return ofTensor(argument, bound[0]).integers().clone();
    }
    long[] all = new long[bound.length];
    for (int i = 0; i < all.length; i++) {
      long[] single = ofTensor(argument, bound[i]).integers();
      requireOne(argument, single.length);
      all[i] = single[0];
    }
    return all;
  }

  /** Integers, or their default where they are not given. */
  public long[] integersOr(String argument, long... otherwise) {
    return has(argument) ? integers(argument) : otherwise;
  }

  /** A number. */
  public double number(String argument) {
    Tensor tensor = tensor(argument);
    requireOne(argument, tensor.numel());
    return tensor.item_double();
  }

  /** A number, or its default where it is not given. */
  public double number(String argument, double otherwise) {
    return has(argument) ? number(argument) : otherwise;
  }

  /** A boolean, or its default where it is not given. */
  public boolean flag(String argument, boolean otherwise) {
    return has(argument) ? integer(argument) != 0 : otherwise;
  }

  /** A string. */
  public String text(String argument) {
    if (value(argument) instanceof RuntimeValue.OfStrings strings
        && strings.strings().size() == 1) {
      return strings.strings().getFirst();
    }
    throw new OperatorException("'" + argument + "' is no string");
  }

  /** A string, or its default where it is not given. */
  public String text(String argument, String otherwise) {
    return has(argument) ? text(argument) : otherwise;
  }

  /** The state of an argument. */
  public StateCell state(String argument) {
    if (value(argument) instanceof RuntimeValue.OfState(StateCell cell)) {
      return cell;
    }
    throw new OperatorException("'" + argument + "' is no state");
  }

  /**
   * Whether the tensor of an argument may be changed in place: nothing uses it later, and no other
   * value shares its memory.
   */
  public boolean mayOverwrite(String argument) {
    if (!isReplaced(argument)) {
      return false;
    }
    Tensor tensor = tensor(argument);
    return tensor.use_count() == 1 && isAlone(tensor);
  }

  /** Whether every element has a place of its own that no other tensor shares. */
  private static boolean isAlone(Tensor tensor) {
    return tensor.storage().use_count() == 1 && tensor.is_non_overlapping_and_dense();
  }

  /**
   * Whether a result may be changed in place: no other value shares its memory, and if it is the
   * tensor of an argument, nothing uses that later.
   */
  public boolean ownsResult(Tensor result) {
    for (int i = 0; i < values.length; i++) {
      for (RuntimeValue value : values[i]) {
        if (value instanceof RuntimeValue.OfTensor given
            && given.tensor().is_same(result)
            && (i >= 63 || (dying & 1L << i) == 0)) {
          return false;
        }
      }
    }
    return isAlone(result);
  }

  /**
   * A function of each element, computed in the memory of the argument where nothing else needs it:
   * fresh memory for a large tensor costs more than the arithmetic.
   */
  Tensor elementwise(
      String argument, UnaryOperator<Tensor> function, UnaryOperator<Tensor> inPlace) {
    return (mayOverwrite(argument) ? inPlace : function).apply(tensor(argument));
  }

  /** Whether the state of an argument is written before anything else reads it. */
  public boolean isReplaced(String argument) {
    int index = index(argument);
    return index >= 0 && index < 63 && (dying & 1L << index) != 0;
  }

  /** How many inner blocks the operation has. */
  public int blockCount() {
    return site.operation().blocks().size();
  }

  /**
   * Runs an inner block.
   *
   * @return its outputs; they belong to the innermost pointer scope
   */
  public List<RuntimeValue> runBlock(int block, List<RuntimeValue> inputs) {
    return blocks.run(block, inputs);
  }

  /** Everything that an argument is bound to. */
  public RuntimeValue[] values(String argument) {
    int index = index(argument);
    if (index < 0) {
      throw new OperatorException("'" + argument + "' is missing");
    }
    return values[index];
  }

  private int index(String argument) {
    List<String> arguments = site.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals(argument)) {
        return i;
      }
    }
    return -1;
  }

  private static RuntimeValue.OfTensor ofTensor(String argument, RuntimeValue value) {
    if (value instanceof RuntimeValue.OfTensor tensor) {
      return tensor;
    }
    throw new OperatorException("'" + argument + "' is no tensor of numbers");
  }
}
