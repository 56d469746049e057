package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.proto.ArgumentMessage;
import dev.coremill.core.mlpackage.proto.BlockMessage;
import dev.coremill.core.mlpackage.proto.FunctionMessage;
import dev.coremill.core.mlpackage.proto.ImmediateMessage;
import dev.coremill.core.mlpackage.proto.IntsMessage;
import dev.coremill.core.mlpackage.proto.OperationMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import dev.coremill.core.mlpackage.proto.TensorMessage;
import dev.coremill.core.mlpackage.proto.TypeMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramCodecTest {
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(777, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
          .build();

  private static BlobFiles blobs;

  @BeforeAll
  static void openNoBlobs() {
    PackageFolder folder = new PackageFolder(Fixtures.fixture("digits-cnn"));
    blobs = new BlobFiles(folder, folder.root().resolve(Fixtures.MODEL));
  }

  @AfterAll
  static void close() {
    blobs.close();
  }

  @ParameterizedTest
  @EnumSource(value = DataType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
  void anImmediateTensorOfAnyTypeComesBack(DataType type) {
    SplittableRandom random = new SplittableRandom(7);
    Shape shape = Shape.of(3, 7);
    byte[] data = new byte[(int) Tensor.packedSize(type, 21)];
    random.nextBytes(data);
    int used = 21 * type.bits() % 8;
    if (used != 0) {
      data[data.length - 1] &= (byte) ((1 << used) - 1);
    }
    if (type == DataType.BOOL) {
      for (int i = 0; i < data.length; i++) {
        data[i] &= 1;
      }
    }
    Tensor tensor = Tensor.of(type, shape, MemorySegment.ofArray(data));
    Value.OfTensor value =
        new Value.OfTensor(Value.OfTensor.of(tensor).type(), tensor, Value.Storage.IMMEDIATE);
    assertThat(new ValueDecoder(blobs).value(ValueEncoder.value(value), "a test"))
        .isInstanceOfSatisfying(
            Value.OfTensor.class,
            decoded -> assertThat(decoded.tensor().contentEquals(tensor)).isTrue());
  }

  @Test
  void valuesInUnusualFormsPassThroughAsTheyAre() {
    Value plain =
        new Value.OfTensor(
            Value.OfTensor.of(Tensor.ofIntegers(DataType.INT8, Shape.of(2), 1, 2)).type(),
            Tensor.ofIntegers(DataType.INT8, Shape.of(2), 1, 2),
            Value.Storage.IMMEDIATE);
    ValueMessage usual = ValueEncoder.value(plain);
    assertPassesThrough(usual.toBuilder().setUnknownFields(UNKNOWN).build());
    assertPassesThrough(usual.toBuilder().setDocString("documented").build());
    assertPassesThrough(usual.toBuilder().clearImmediateValue().build());
    assertPassesThrough(usual.toBuilder().clearType().build());
    TensorMessage ints =
        TensorMessage.newBuilder()
            .setInts(IntsMessage.newBuilder().addValues(1).addValues(2))
            .build();
    assertPassesThrough(
        usual.toBuilder().setImmediateValue(ImmediateMessage.newBuilder().setTensor(ints)).build());
    ValueMessage.Builder typed = usual.toBuilder();
    typed.getTypeBuilder().getTensorTypeBuilder().setDataType(999);
    assertPassesThrough(typed.build());
    typed = usual.toBuilder();
    typed.getTypeBuilder().getTensorTypeBuilder().getDimensionsBuilder(0).clearDimension();
    assertPassesThrough(typed.build());
    typed = usual.toBuilder();
    typed
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getDimensionsBuilder(0)
        .getConstantBuilder()
        .setSize(Long.MAX_VALUE);
    assertPassesThrough(typed.build());
  }

  private static void assertPassesThrough(ValueMessage message) {
    Value value = new ValueDecoder(blobs).value(message, "a test");
    assertThat(value).isInstanceOf(Value.Opaque.class);
    assertThat(ValueEncoder.value(value)).isEqualTo(message);
  }

  @Test
  void unknownFieldsOfProgramFunctionBlockAndOperationComeBack() {
    ProgramMessage message = program(ArgumentMessage.getDefaultInstance());
    ProgramDecoder decoder = new ProgramDecoder(blobs);
    Program program = decoder.program(message);
    assertThat(ProgramEncoder.program(program)).isEqualTo(message);
    assertThat(decoder.unkept()).isEmpty();
  }

  @Test
  void unknownFieldsThatHaveNoPlaceAreNoticed() {
    ProgramDecoder decoder = new ProgramDecoder(blobs);
    decoder.program(program(ArgumentMessage.newBuilder().setUnknownFields(UNKNOWN).build()));
    assertThat(decoder.unkept()).isEqualTo("a conv operation");
  }

  private static ProgramMessage program(ArgumentMessage argument) {
    OperationMessage operation =
        OperationMessage.newBuilder()
            .setType("conv")
            .putInputs("x", argument)
            .setUnknownFields(UNKNOWN)
            .build();
    BlockMessage block =
        BlockMessage.newBuilder().addOperations(operation).setUnknownFields(UNKNOWN).build();
    FunctionMessage function =
        FunctionMessage.newBuilder()
            .setOpset("CoreML7")
            .putBlockSpecializations("CoreML7", block)
            .setUnknownFields(UNKNOWN)
            .build();
    return ProgramMessage.newBuilder()
        .putFunctions("main", function)
        .setUnknownFields(UNKNOWN)
        .build();
  }

  @Test
  void aTypeThatNothingCanHoldIsReported() {
    assertDamaged("2^63 elements or more", 1L << 62, 4);
    assertDamaged("a dimension of 18446744073709551615", -1);
    assertDamaged("a tensor of rank 1000", new long[1000]);
  }

  private static void assertDamaged(String words, long... dimensions) {
    TypeMessage.Builder type = TypeMessage.newBuilder();
    for (long size : dimensions) {
      type.getTensorTypeBuilder().addDimensionsBuilder().getConstantBuilder().setSize(size);
    }
    type.getTensorTypeBuilder().setDataType(TypeCodes.inProgram(DataType.FLOAT16));

    assertThat(Fixtures.problem(() -> new ValueDecoder(blobs).type(type.build(), "a test")))
        .hasMessageContaining("a test: declares ")
        .hasMessageContaining(words);
  }
}
