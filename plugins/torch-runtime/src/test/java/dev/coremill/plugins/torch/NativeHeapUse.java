package dev.coremill.plugins.torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * How much of the C library's heap is in use. Unlike the memory that the system counts for the
 * process, it holds neither Java's heap, which grows when it likes, nor freed memory that is kept.
 */
final class NativeHeapUse {
  /** {@code struct mallinfo2} of glibc 2.33 and later. */
  private static final StructLayout COUNTS =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("arena"),
          JAVA_LONG.withName("ordblks"),
          JAVA_LONG.withName("smblks"),
          JAVA_LONG.withName("hblks"),
          JAVA_LONG.withName("hblkhd"),
          JAVA_LONG.withName("usmblks"),
          JAVA_LONG.withName("fsmblks"),
          JAVA_LONG.withName("uordblks"),
          JAVA_LONG.withName("fordblks"),
          JAVA_LONG.withName("keepcost"));

  private final MethodHandle mallinfo;

  private NativeHeapUse(MethodHandle mallinfo) {
    this.mallinfo = mallinfo;
  }

  /** Empty where the C library does not count. */
  @SuppressWarnings("restricted")
  static Optional<NativeHeapUse> open() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("mallinfo2")
        .map(address ->
            new NativeHeapUse(linker.downcallHandle(address, FunctionDescriptor.of(COUNTS))));
  }

  /** Bytes that were taken and not freed, in all threads. */
  long bytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment counts = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
      return field(counts, "uordblks") + field(counts, "hblkhd");
    } catch (Throwable impossible) {
      throw new IllegalStateException("mallinfo2 is no function of nothing", impossible);
    }
  }

  private static long field(MemorySegment counts, String name) {
    return counts.get(JAVA_LONG, COUNTS.byteOffset(MemoryLayout.PathElement.groupElement(name)));
  }
}
