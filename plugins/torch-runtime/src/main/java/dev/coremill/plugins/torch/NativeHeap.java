package dev.coremill.plugins.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The heap from which libtorch takes memory for tensors. By default glibc gives the memory of each
 * freed tensor back to the system and gets it again, page by page, for the next one, which takes as
 * long as a third of a small network's arithmetic. Here it keeps what was freed: as much as the
 * values of a prediction that were alive together, at the most.
 */
final class NativeHeap {
  // From malloc.h of glibc.
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_MMAP_THRESHOLD = -3;

  /** The most that glibc takes: larger pieces are always got from the system and given back. */
  private static final int LARGEST_KEPT = 32 << 20;

  /** How much may be free at the end of the heap before it shrinks. */
  private static final int FREE = 512 << 20;

  private NativeHeap() {}

  /** Does nothing where the C library has no such setting. */
  @SuppressWarnings("restricted")
  static void keepFreedMemory() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> address = linker.defaultLookup().find("mallopt");
    if (address.isEmpty()) {
      return;
    }
    MethodHandle mallopt =
        linker.downcallHandle(
            address.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    set(mallopt, M_MMAP_THRESHOLD, LARGEST_KEPT);
    set(mallopt, M_TRIM_THRESHOLD, FREE);
  }

  private static void set(MethodHandle mallopt, int setting, int value) {
    try {
      int _ = (int) mallopt.invokeExact(setting, value);
    } catch (Throwable impossible) {
      throw new IllegalStateException("mallopt is no function of two integers", impossible);
    }
  }
}
