package dev.coremill.distribution;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.PackageWriter;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.mlpackage.ValueMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A trained network with one convolution so loud that bright pictures overflow float16 there. */
final class LoudPackage {
  /** Weights stay within float16, sums over a bright neighbourhood do not. */
  private static final float FACTOR = 16384;

  private LoudPackage() {}

  /**
   * Writes a package whose first convolution has larger weights.
   *
   * @return the name of that convolution
   */
  static String write(Path from, Path output) {
    try (ModelPackage source = ModelPackage.open(from);
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().getFirst();
      Function main = Objects.requireNonNull(part.program().functions().get("main"));
      Block body = main.body().orElseThrow();
      Operation loud = firstConvolution(body);
      String weight = reference(loud, "weight").orElseThrow();
      List<Operation> operations = new ArrayList<>();
      for (Operation operation : body.operations()) {
        boolean chosen =
            operation.outputs().size() == 1 && operation.outputs().getFirst().name().equals(weight);
        operations.add(chosen ? louder(operation) : operation);
      }
      Block changed =
          new Block(
              body.inputs(), body.outputs(), operations, body.attributes(), body.unknownFields());
      Program made =
          part.program()
              .withFunctions(
                  Map.of(
                      "main",
                      main.withSpecializations(main.opset(), Map.of(main.opset(), changed))));
      Program stored =
          ValueMapper.map(
              made,
              value ->
                  value instanceof Value.OfTensor tensor
                          && tensor.storage() instanceof Value.Storage.Undecided
                      ? writer.store(part, tensor)
                      : writer.keep(part, value));
      writer.replace(part, stored, part.specificationVersion());
      writer.commit();
      return loud.name();
    }
  }

  private static Operation firstConvolution(Block body) {
    for (Operation operation : body.operations()) {
      if (operation.type().equals("conv")) {
        return operation;
      }
    }
    throw new AssertionError("the network has no convolution");
  }

  private static Optional<String> reference(Operation operation, String argument) {
    return Objects.requireNonNull(operation.inputs().get(argument)).getFirst()
            instanceof Binding.Reference(String name)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static Operation louder(Operation constant) {
    Map<String, Value> attributes = new LinkedHashMap<>(constant.attributes());
    if (!(attributes.get("val") instanceof Value.OfTensor value)) {
      throw new AssertionError("no weight: " + constant.name());
    }
    float[] elements = Elements.floats(value.tensor());
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= FACTOR;
    }
    attributes.put(
        "val",
        Value.OfTensor.of(Tensor.ofFloats(DataType.FLOAT16, value.tensor().shape(), elements)));
    return new Operation(
        constant.type(),
        constant.inputs(),
        constant.outputs(),
        constant.blocks(),
        attributes,
        constant.unknownFields());
  }
}
