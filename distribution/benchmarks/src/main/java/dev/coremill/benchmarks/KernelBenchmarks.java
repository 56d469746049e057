package dev.coremill.benchmarks;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.engine.ErrorMeter;
import dev.coremill.plugins.palettization.PalettizeAlgorithm;
import dev.coremill.plugins.palettization.PalettizeConfiguration;
import dev.coremill.plugins.pruning.PruneAlgorithm;
import dev.coremill.plugins.pruning.PruneConfiguration;
import dev.coremill.plugins.quantization.Granularity;
import dev.coremill.plugins.quantization.QuantizationConfiguration;
import dev.coremill.plugins.quantization.QuantizationMode;
import dev.coremill.plugins.quantization.Quantize;
import dev.coremill.plugins.quantization.QuantizedType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One pass over a weight each, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmarks {
  private static final int CHUNK = ExpressionValues.CHUNK;
  private static final PruneConfiguration THREE_QUARTERS =
      new PruneConfiguration(
          Optional.of(0.75), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), 0.5);

  /** Rows and columns of the weight; a multiple of 32. */
  @Param("4096")
  public int side;

  private MappedWeight mapped;
  private Tensor tensor;
  private WeightExpression dense;
  private Arena arena;
  private MemorySegment memory;
  private MemorySegment packed;
  private final float[] floats = new float[CHUNK];
  private final byte[] bytes = new byte[CHUNK];
  private WeightExpression perChannel;
  private WeightExpression perBlock;
  private WeightExpression perColumn;
  private WeightExpression linear;
  private WeightExpression lookup;
  private WeightExpression sparse;

  /** Writes the weight and compresses it in each of the ways that are read back. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    mapped = MappedWeight.create(side);
    tensor = mapped.tensor();
    dense = new WeightExpression.Dense(tensor);
    arena = Arena.ofShared();
    memory = arena.allocate(3L * side * side + (1 << 20), 64);
    packed = arena.allocate((long) side * side / 2 + 8, 64);
    for (int i = 0; i < CHUNK; i++) {
      bytes[i] = (byte) (i * 37 >> 3);
    }
    perChannel = quantize(symmetric(QuantizedType.INT8, 0), arena);
    perBlock = quantize(symmetric(QuantizedType.INT4, 32), arena);
    perColumn = quantize(columns(), arena);
    linear = quantize(linear(QuantizedType.UINT8), arena);
    lookup = palettize(kMeans(PalettizeConfiguration.Granularity.PER_TENSOR), arena);
    sparse = halfSparse();
  }

  /** Removes the file. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    arena.close();
    mapped.close();
  }

  /** Every other element. */
  private WeightExpression halfSparse() {
    long kept = tensor.elementCount() / 2;
    MemorySegment mask = arena.allocate(tensor.elementCount() / 8, 64).fill((byte) 0x55);
    Tensor values = Tensor.of(DataType.FLOAT16, Shape.of(kept), tensor.data().asSlice(0, kept * 2));
    return new WeightExpression.Sparse(
        Tensor.of(DataType.UINT1, tensor.shape(), mask), new WeightExpression.Dense(values));
  }

  /** The yardstick: the mapped bytes copied to memory. */
  @Benchmark
  public MemorySegment copy() {
    return memory.asSlice(0, tensor.byteSize()).copyFrom(tensor.data());
  }

  /** Float16 to float32. */
  @Benchmark
  public float[] convert() {
    return read(dense);
  }

  /** The histogram and the distinct values of a whole weight, without clustering. */
  @Benchmark
  public WeightExpression histogram() {
    return palettize(
        new PalettizeConfiguration(
            Optional.empty(),
            PalettizeConfiguration.Mode.UNIQUE,
            PalettizeConfiguration.Granularity.PER_TENSOR,
            32,
            Optional.empty(),
            1,
            false,
            Optional.empty()),
        fresh());
  }

  /** Codes of 4 bits from bytes. */
  @Benchmark
  public MemorySegment pack4() {
    for (long start = 0; start < tensor.elementCount(); start += CHUNK) {
      int count = (int) Math.min(CHUNK, tensor.elementCount() - start);
      Elements.writeIntegers(DataType.INT4, packed, start, bytes, 0, count);
    }
    return packed;
  }

  /** Codes of 4 bits to floats. */
  @Benchmark
  public float[] unpack4() {
    for (long start = 0; start < tensor.elementCount(); start += CHUNK) {
      int count = (int) Math.min(CHUNK, tensor.elementCount() - start);
      Elements.readFloats(DataType.INT4, packed, start, count, floats, 0);
    }
    return floats;
  }

  /** Quantization, symmetric. */
  @Benchmark
  public WeightExpression quantizeInt8PerChannel() {
    return quantize(symmetric(QuantizedType.INT8, 0), fresh());
  }

  /** Quantization, symmetric. */
  @Benchmark
  public WeightExpression quantizeInt4PerChannel() {
    return quantize(symmetric(QuantizedType.INT4, 0), fresh());
  }

  /** Quantization, symmetric. */
  @Benchmark
  public WeightExpression quantizeInt4PerBlock32() {
    return quantize(symmetric(QuantizedType.INT4, 32), fresh());
  }

  /** Quantization with a scale for each position along the innermost axis. */
  @Benchmark
  public WeightExpression quantizeInt8PerColumn() {
    return quantize(columns(), fresh());
  }

  /** Quantization with zero points. */
  @Benchmark
  public WeightExpression quantizeLinearUint8PerChannel() {
    return quantize(linear(QuantizedType.UINT8), fresh());
  }

  /** Exact k-means with one table. */
  @Benchmark
  public WeightExpression palettize4PerTensor() {
    return palettize(kMeans(PalettizeConfiguration.Granularity.PER_TENSOR), fresh());
  }

  /** Exact k-means with a table for each 16 channels. */
  @Benchmark
  public WeightExpression palettize4PerGroup16() {
    return palettize(kMeans(PalettizeConfiguration.Granularity.PER_GROUPED_CHANNEL), fresh());
  }

  /** Magnitude pruning. */
  @Benchmark
  public WeightExpression pruneThreeQuarters() {
    return Site.compress(new PruneAlgorithm(), THREE_QUARTERS, dense, fresh());
  }

  /** The search for NaN and infinity. */
  @Benchmark
  public long findNonFinite() {
    return ErrorMeter.firstNonFinite(dense);
  }

  /** The errors of a quantized weight; includes reading it back. */
  @Benchmark
  public ErrorMeter.Measured measureInt8PerChannel() {
    return ErrorMeter.measure(dense, perChannel);
  }

  /** The errors of a weight that is compared with itself: the cost of the comparison alone. */
  @Benchmark
  public ErrorMeter.Measured measureDense() {
    return ErrorMeter.measure(dense, dense);
  }

  /** Reading back. */
  @Benchmark
  public float[] readInt8PerChannel() {
    return read(perChannel);
  }

  /** Reading back. */
  @Benchmark
  public float[] readInt4PerBlock32() {
    return read(perBlock);
  }

  /** Reading back. */
  @Benchmark
  public float[] readInt8PerColumn() {
    return read(perColumn);
  }

  /** Reading back. */
  @Benchmark
  public float[] readLinearUint8PerChannel() {
    return read(linear);
  }

  /** Reading back. */
  @Benchmark
  public float[] readLookup4() {
    return read(lookup);
  }

  /** Reading back. */
  @Benchmark
  public float[] readSparse() {
    return read(sparse);
  }

  private float[] read(WeightExpression expression) {
    ExpressionValues values = ExpressionValues.of(expression);
    for (long start = 0; start < tensor.elementCount(); start += CHUNK) {
      values.read(start, (int) Math.min(CHUNK, tensor.elementCount() - start), floats, 0);
    }
    return floats;
  }

  /** The same memory for each result, so that no time goes into getting it. */
  private SegmentAllocator fresh() {
    return SegmentAllocator.slicingAllocator(memory);
  }

  private WeightExpression quantize(
      QuantizationConfiguration configuration, SegmentAllocator results) {
    return Site.compress(new Quantize(), configuration, dense, results);
  }

  private WeightExpression palettize(
      PalettizeConfiguration configuration, SegmentAllocator results) {
    return Site.compress(new PalettizeAlgorithm(), configuration, dense, results);
  }

  /**
   * @param block 0 for per channel
   */
  private static QuantizationConfiguration symmetric(QuantizedType type, int block) {
    return new QuantizationConfiguration(
        QuantizationMode.LINEAR_SYMMETRIC,
        type,
        block == 0 ? Granularity.PER_CHANNEL : Granularity.PER_BLOCK,
        List.of(block == 0 ? 32 : block));
  }

  private static QuantizationConfiguration columns() {
    return new QuantizationConfiguration(
        QuantizationMode.LINEAR_SYMMETRIC,
        QuantizedType.INT8,
        Granularity.PER_BLOCK,
        List.of(0, 1));
  }

  private static QuantizationConfiguration linear(QuantizedType type) {
    return new QuantizationConfiguration(
        QuantizationMode.LINEAR, type, Granularity.PER_CHANNEL, List.of(32));
  }

  private static PalettizeConfiguration kMeans(PalettizeConfiguration.Granularity granularity) {
    return new PalettizeConfiguration(
        Optional.of(4),
        PalettizeConfiguration.Mode.KMEANS,
        granularity,
        16,
        Optional.empty(),
        1,
        false,
        Optional.empty());
  }
}
