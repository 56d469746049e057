package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that a rule can ask about. A fact may have several values at once, or none.
 *
 * @see FactTest
 */
public enum Fact {
  SYSTEM(FactScope.SETTING, FactKind.WORD, systems(), "the system of the device"),
  OS(FactScope.SETTING, FactKind.SYSTEM_VERSION, "the version of its system"),
  RELEASE(
      FactScope.SETTING,
      FactKind.NUMBER,
      "the version of iOS that came out with it: 18 for macOS15, watchOS11 and visionOS2"),
  CHIP(FactScope.SETTING, FactKind.CHIP, "the chip"),
  /** Written {@code chip.} and the name of a property of the catalogue's chips. */
  CHIP_PROPERTY(
      FactScope.SETTING,
      FactKind.PROPERTY,
      "a property of the chip, such as chip.neural_engine_cores; 'coremill targets ID' lists them"),
  DEVICE(FactScope.SETTING, FactKind.WORD, "the id of the device"),
  UNITS(FactScope.SETTING, FactKind.WORD, allowedUnits(), "the compute units that the app allows"),

  PROGRAM_WEIGHT_BYTES(
      FactScope.PROGRAM, FactKind.BYTES, "bytes of all its constants, as they are stored"),
  PROGRAM_OPERATIONS(FactScope.PROGRAM, FactKind.NUMBER, "how many operations it has"),
  PROGRAM_STATES(FactScope.PROGRAM, FactKind.NUMBER, "how many states it has"),
  PROGRAM_OPSET(FactScope.PROGRAM, FactKind.OPSET, "its opset"),
  PROGRAM_SHAPES(
      FactScope.PROGRAM,
      FactKind.WORD,
      List.of("fixed", "enumerated", "flexible"),
      "the shapes of its inputs: fixed, a list of shapes, or ranges"),

  OPERATION(FactScope.OPERATION, FactKind.WORD, "the operator, such as conv"),
  RANK(FactScope.OPERATION, FactKind.NUMBER, "the ranks of what it reads and writes, no constants"),
  DIMENSION(FactScope.OPERATION, FactKind.NUMBER, "the dimensions of what it reads and writes"),
  LAST_DIMENSION(FactScope.OPERATION, FactKind.NUMBER, "the last dimensions of the same"),
  ELEMENTS(FactScope.OPERATION, FactKind.NUMBER, "elements of the largest thing that it reads"),
  TYPE(FactScope.OPERATION, FactKind.WORD, types(), "the element types of the same"),
  INPUT_TYPE(FactScope.OPERATION, FactKind.WORD, types(), "the element types of what it reads"),
  OUTPUT_TYPE(FactScope.OPERATION, FactKind.WORD, types(), "the element types of what it writes"),
  MULTIPLY_ADDS(FactScope.OPERATION, FactKind.NUMBER, "its multiply-adds in one run"),
  KERNEL(FactScope.OPERATION, FactKind.NUMBER, "the sizes of its kernel (convolution, pooling)"),
  STRIDE(FactScope.OPERATION, FactKind.NUMBER, "its strides"),
  STRIDE_FACTOR(FactScope.OPERATION, FactKind.NUMBER, "the prime factors of its strides"),
  DILATION(FactScope.OPERATION, FactKind.NUMBER, "its dilations"),
  GROUPS(FactScope.OPERATION, FactKind.NUMBER, "its groups (convolution)"),
  EPSILON(FactScope.OPERATION, FactKind.NUMBER, "its epsilon (normalization)"),
  QUANTIZED_INPUT(
      FactScope.OPERATION, FactKind.TRUTH, "whether it reads what a dequantize operation makes"),
  INFINITE_CONSTANT(
      FactScope.OPERATION,
      FactKind.TRUTH,
      "whether it uses a constant with infinities; asked of masks and literals, not of weights"),
  STATE(FactScope.OPERATION, FactKind.TRUTH, "whether it reads or writes a state"),

  WEIGHT_ARGUMENT(FactScope.WEIGHT, FactKind.WORD, "the argument, such as weight"),
  WEIGHT_ENCODING(
      FactScope.WEIGHT,
      FactKind.WORD,
      List.of("dense", "affine", "lookup", "sparse", "cast"),
      "how it is stored; joint encodings have several of these"),
  WEIGHT_TYPE(FactScope.WEIGHT, FactKind.WORD, types(), "the element type of its value"),
  WEIGHT_DATA_TYPE(
      FactScope.WEIGHT, FactKind.WORD, types(), "the element type of its indices or integers"),
  WEIGHT_BITS(FactScope.WEIGHT, FactKind.NUMBER, "bits of its indices or integers"),
  WEIGHT_GRANULARITY(
      FactScope.WEIGHT,
      FactKind.WORD,
      List.of("per_tensor", "per_channel", "per_block", "per_grouped_channel", "per_grouped_block"),
      "of scales: per_tensor, per_channel, per_block; of tables: per_tensor, per_grouped_channel,"
          + " per_grouped_block (groups on several axes)"),
  WEIGHT_BLOCK_SIZE(
      FactScope.WEIGHT, FactKind.NUMBER, "elements along the blocked axes that share a scale"),
  WEIGHT_GROUP_SIZE(
      FactScope.WEIGHT, FactKind.NUMBER, "channels along the grouped axes that share a table"),
  WEIGHT_TABLES(FactScope.WEIGHT, FactKind.NUMBER, "its lookup tables"),
  WEIGHT_VECTOR_SIZE(FactScope.WEIGHT, FactKind.NUMBER, "values that an index stands for"),
  WEIGHT_TABLE_TYPE(
      FactScope.WEIGHT, FactKind.WORD, types(), "the element type that its tables are stored in"),
  WEIGHT_SCALED(
      FactScope.WEIGHT, FactKind.TRUTH, "whether palettized values have scales per channel"),
  WEIGHT_ZERO_POINTS(FactScope.WEIGHT, FactKind.TRUTH, "whether it has zero points"),
  WEIGHT_SPARSITY(FactScope.WEIGHT, FactKind.NUMBER, "percent of zeros of a sparse weight"),
  WEIGHT_ELEMENTS(FactScope.WEIGHT, FactKind.NUMBER, "its elements"),
  WEIGHT_BYTES(FactScope.WEIGHT, FactKind.BYTES, "bytes as it is stored"),

  UNIT(FactScope.PLACEMENT, FactKind.WORD, units(), "the unit that the operation was placed on");

  /** How the names of properties of chips begin. */
  static final String CHIP_PREFIX = "chip.";

  private final FactScope scope;
  private final FactKind kind;

  /** With commas between, because a list in an enum counts as mutable. */
  private final String words;

  private final String description;

  Fact(FactScope scope, FactKind kind, String description) {
    this(scope, kind, List.of(), description);
  }

  Fact(FactScope scope, FactKind kind, List<String> words, String description) {
    this.scope = scope;
    this.kind = kind;
    this.words = String.join(",", words);
    this.description = description;
  }

  /** What it is about. */
  public FactScope scope() {
    return scope;
  }

  /** What kind of values it has. */
  public FactKind kind() {
    return kind;
  }

  /** The words that it may be; empty where any word will do. */
  public List<String> words() {
    return words.isEmpty() ? List.of() : List.of(words.split(",", -1));
  }

  /** What it is, in words. */
  public String description() {
    return description;
  }

  /** Its name in rules, such as {@code weight.bits}. */
  public String text() {
    return switch (this) {
      case CHIP_PROPERTY -> CHIP_PREFIX + "PROPERTY";
      case PROGRAM_WEIGHT_BYTES,
          PROGRAM_OPERATIONS,
          PROGRAM_STATES,
          PROGRAM_OPSET,
          PROGRAM_SHAPES,
          WEIGHT_ARGUMENT,
          WEIGHT_ENCODING,
          WEIGHT_TYPE,
          WEIGHT_DATA_TYPE,
          WEIGHT_BITS,
          WEIGHT_GRANULARITY,
          WEIGHT_BLOCK_SIZE,
          WEIGHT_GROUP_SIZE,
          WEIGHT_TABLES,
          WEIGHT_VECTOR_SIZE,
          WEIGHT_TABLE_TYPE,
          WEIGHT_SCALED,
          WEIGHT_ZERO_POINTS,
          WEIGHT_SPARSITY,
          WEIGHT_ELEMENTS,
          WEIGHT_BYTES ->
          name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
      case SYSTEM,
          OS,
          RELEASE,
          CHIP,
          DEVICE,
          UNITS,
          OPERATION,
          RANK,
          DIMENSION,
          LAST_DIMENSION,
          ELEMENTS,
          TYPE,
          INPUT_TYPE,
          OUTPUT_TYPE,
          MULTIPLY_ADDS,
          KERNEL,
          STRIDE,
          STRIDE_FACTOR,
          DILATION,
          GROUPS,
          EPSILON,
          QUANTIZED_INPUT,
          INFINITE_CONSTANT,
          STATE,
          UNIT ->
          name().toLowerCase(Locale.ROOT);
    };
  }

  private static List<String> systems() {
    List<String> words = new ArrayList<>();
    for (OperatingSystem system : OperatingSystem.values()) {
      words.add(system.text());
    }
    return List.copyOf(words);
  }

  private static List<String> allowedUnits() {
    List<String> words = new ArrayList<>();
    for (ComputeUnits units : ComputeUnits.values()) {
      words.add(units.name().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(words);
  }

  private static List<String> units() {
    List<String> words = new ArrayList<>();
    for (ComputeUnit unit : ComputeUnit.values()) {
      words.add(unit.name().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(words);
  }

  private static List<String> types() {
    List<String> words = new ArrayList<>();
    for (DataType type : DataType.values()) {
      words.add(type.text());
    }
    return List.copyOf(words);
  }
}
