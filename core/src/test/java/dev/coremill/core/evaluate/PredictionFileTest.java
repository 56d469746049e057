package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions are kept in files that are samples again. */
class PredictionFileTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = folder.resolve("p.npz");
    try (PredictionFile predictions = PredictionFile.create(file)) {
      for (int i = 0; i < 3; i++) {
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("y", tensor(DataType.FLOAT16, i, 0.5));
        outputs.put("n", tensor(DataType.BFLOAT16, i, 2));
        outputs.put("label", Numbers.strings(Shape.scalar(), List.of("é" + "x".repeat(i))));
        predictions.add(outputs);
      }
      predictions.finish();
    }

    assertThat(folder.toFile().list()).containsExactly("p.npz");
    try (DataSet data =
        DataSet.open(List.of(new DataArgument(file, "", Optional.empty())), List.of())) {
      assertThat(data.count()).isEqualTo(3);
      assertThat(numbers(data, 2, "out.y")).containsExactly(2, 0.5);
      assertThat(numbers(data, 1, "out.n")).containsExactly(1, 2);
      assertThat(((Value.OfStrings) value(data, 2, "out.label")).strings()).containsExactly("éxx");
    }
  }

  @Test
  void outputsOfChangingShapesAreRefusedAndNothingIsLeft() {
    try (PredictionFile predictions = PredictionFile.create(folder.resolve("p.npz"))) {
      predictions.add(Map.of("y", tensor(DataType.FLOAT32, 1, 2)));
      assertThatThrownBy(() -> predictions.add(Map.of("y", tensor(DataType.FLOAT32, 1, 2, 3))))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("the output 'y' is float32[3] at sample 1, and before it was");
    }

    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> PredictionFile.create(folder.resolve("p.bin")))
        .hasMessageContaining("use a name that ends in .npz");
  }

  @Test
  void nothingThatIsReadIsReplaced() throws Exception {
    Path data = Files.writeString(folder.resolve("data.npz"), "samples");
    Path model = Files.createDirectory(folder.resolve("m.mlpackage"));

    assertThatThrownBy(() ->
            PredictionFile.create(folder.resolve("m.mlpackage/../data.npz"), model, List.of(data)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is the file of samples, which the predictions would replace");
    assertThatThrownBy(() -> PredictionFile.create(model.resolve("p.npz"), model, List.of(data)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("lies inside the package; name a file beside the package");
    assertThat(data).hasContent("samples");
    assertThat(model).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsNoneIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "a file");

    assertThatThrownBy(() -> PredictionFile.create(file.resolve("p.npz")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be written: " + file + " is no folder;");
  }

  @Test
  void aFullDiskLeavesNothingBehind() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full));
    try (PredictionFile predictions = PredictionFile.create(folder.resolve("p.npz"))) {
      String work = Objects.requireNonNull(folder.toFile().list())[0];
      Files.createSymbolicLink(folder.resolve(work).resolve("0.bin"), full);
      predictions.add(Map.of("y", tensor(DataType.FLOAT32, 1, 2)));

      assertThatThrownBy(predictions::finish)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("p.npz: cannot be written: ")
          .hasMessageContaining("on a disk with space");
    }

    assertThat(folder).isEmptyDirectory();
  }

  private static Value tensor(DataType type, double... values) {
    return Value.OfTensor.of(Numbers.tensor(type, Shape.of(values.length), values));
  }

  private static Value value(DataSet data, long index, String name) {
    return Objects.requireNonNull(data.sample(index).get(name));
  }

  private static double[] numbers(DataSet data, long index, String name) {
    return Numbers.all(Rows.tensor(value(data, index, name)));
  }
}
