import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes an ML program of linear layers of several shapes, as large as asked for, with weights
 * drawn from a normal distribution and a fixed seed. Run it with the libraries of a built
 * distribution on the class path; see {@code large-package}.
 *
 * <p>Arguments: the package to write, and its size in MiB.
 */
final class SyntheticPackage {
  private static final int FLOAT16 = 10;
  private static final int[][] SHAPES = {
    {11008, 4096}, {4096, 11008}, {4096, 4096}, {1024, 4096}, {4096, 1024}
  };

  private record Layer(String name, int outputs, int inputs, long offset) {}

  private SyntheticPackage() {}

  /** Writes the package. */
  public static void main(String[] arguments) throws IOException {
    Path output = Path.of(arguments[0]);
    long bytes = Long.parseLong(arguments[1]) << 20;
    Path data = output.resolve("Data/com.apple.CoreML");
    Files.createDirectories(data.resolve("weights"));
    List<Layer> layers = writeWeights(data.resolve("weights/weight.bin"), bytes);
    Files.write(data.resolve("model.mlmodel"), model(layers));
    String item = "\": {\"author\": \"com.apple.CoreML\", \"description\": \"CoreML Model ";
    Files.writeString(
        output.resolve("Manifest.json"),
        "{\"fileFormatVersion\": \"1.0.0\", \"itemInfoEntries\":"
            + " {\"00000000-0000-4000-8000-000000000001"
            + item
            + "Specification\", \"name\": \"model.mlmodel\", \"path\":"
            + " \"com.apple.CoreML/model.mlmodel\"}, \"00000000-0000-4000-8000-000000000002"
            + item
            + "Weights\", \"name\": \"weights\", \"path\": \"com.apple.CoreML/weights\"}}, "
            + "\"rootModelIdentifier\": \"00000000-0000-4000-8000-000000000001\"}");
    System.out.println(layers.size() + " layers in " + output);
  }

  /** A pool of weights is drawn once; each layer takes its weights from another place of it. */
  private static List<Layer> writeWeights(Path file, long bytes) throws IOException {
    ByteBuffer pool = ByteBuffer.allocateDirect(96 << 20).order(ByteOrder.LITTLE_ENDIAN);
    SplittableRandom random = new SplittableRandom(20_260_101);
    while (pool.hasRemaining()) {
      double sum = -6;
      for (int i = 0; i < 12; i++) {
        sum += random.nextInt(1 << 16) * 0x1p-16;
      }
      pool.putShort(Float.floatToFloat16((float) (sum * 0.02)));
    }
    List<Layer> layers = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      long position = 64;
      while (position < bytes) {
        int[] shape = SHAPES[layers.size() % SHAPES.length];
        long size = 2L * shape[0] * shape[1];
        ByteBuffer record = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(0xDEADBEEF).putInt(1).putLong(size).putLong(position + 64).rewind();
        channel.write(record, position);
        int start = layers.size() * 7919 * 64 % (pool.capacity() - (int) size);
        channel.write(pool.slice(start, (int) size), position + 64);
        layers.add(new Layer("layer_" + layers.size(), shape[0], shape[1], position));
        position = (position + 64 + size + 63) / 64 * 64;
      }
      ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(layers.size()).putInt(2).rewind();
      channel.write(header, 0);
    }
    return layers;
  }

  // Each layer multiplies an input of its own, so that shapes need not follow from one another.
  private static byte[] model(List<Layer> layers) throws IOException {
    Message block = new Message();
    Message description = new Message();
    for (Layer layer : layers) {
      description.add(10, feature(layer.name));
    }
    for (int inputs : new int[] {4096, 11008, 1024}) {
      description.add(1, feature("x_" + inputs));
    }
    for (Layer layer : layers) {
      block.text(2, layer.name);
    }
    for (Layer layer : layers) {
      block.add(3, constant(layer));
      block.add(3, linear(layer));
    }
    Message function = new Message();
    for (int inputs : new int[] {4096, 11008, 1024}) {
      function.add(1, named("x_" + inputs, tensorType(FLOAT16, 1, inputs)));
    }
    function.text(2, "CoreML8").add(3, new Message().text(1, "CoreML8").add(2, block));
    Message program =
        new Message().number(1, 1).add(2, new Message().text(1, "main").add(2, function));
    return new Message().number(1, 9).add(2, description).add(502, program).bytes();
  }

  private static Message feature(String name) throws IOException {
    return new Message()
        .text(1, name)
        .add(3, new Message().add(5, new Message().number(2, 65_552)));
  }

  private static Message constant(Layer layer) throws IOException {
    Message type = tensorType(FLOAT16, layer.outputs, layer.inputs);
    Message blob = new Message().text(1, "@model_path/weights/weight.bin").number(2, layer.offset);
    return new Message()
        .text(1, "const")
        .add(3, named(layer.name + "_weight", type))
        .add(5, new Message().text(1, "name").add(2, string(layer.name + "_weight")))
        .add(5, new Message().text(1, "val").add(2, new Message().add(2, type).add(5, blob)));
  }

  private static Message linear(Layer layer) throws IOException {
    return new Message()
        .text(1, "linear")
        .add(2, new Message().text(1, "x").add(2, argument("x_" + layer.inputs)))
        .add(2, new Message().text(1, "weight").add(2, argument(layer.name + "_weight")))
        .add(3, named(layer.name, tensorType(FLOAT16, 1, layer.outputs)))
        .add(5, new Message().text(1, "name").add(2, string(layer.name)));
  }

  private static Message argument(String name) throws IOException {
    return new Message().add(1, new Message().text(1, name));
  }

  private static Message named(String name, Message type) throws IOException {
    return new Message().text(1, name).add(2, type);
  }

  private static Message string(String text) throws IOException {
    Message tensor = new Message().add(4, new Message().text(1, text));
    return new Message().add(2, tensorType(2)).add(3, new Message().add(1, tensor));
  }

  private static Message tensorType(int dataType, long... dimensions) throws IOException {
    Message tensor = new Message().number(1, dataType).number(2, dimensions.length);
    for (long dimension : dimensions) {
      tensor.add(3, new Message().add(1, new Message().number(1, dimension)));
    }
    return new Message().add(1, tensor);
  }

  /** A protobuf message, by field numbers. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    Message number(int field, long value) throws IOException {
      out.writeInt64(field, value);
      return this;
    }

    Message text(int field, String value) throws IOException {
      out.writeString(field, value);
      return this;
    }

    Message add(int field, Message message) throws IOException {
      out.writeBytes(field, ByteString.copyFrom(message.bytes()));
      return this;
    }

    byte[] bytes() throws IOException {
      out.flush();
      return bytes.toByteArray();
    }
  }
}
