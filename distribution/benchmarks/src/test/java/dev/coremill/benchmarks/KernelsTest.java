package dev.coremill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class KernelsTest {
  @Test
  void everyBenchmarkRunsOnATinyWeightAndGetsARate() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String[] arguments = "-p side=64 -f 0 -wi 0 -i 1 -r 1ms -foe true".split(" ");

    Kernels.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));

    String table = printed.toString(StandardCharsets.UTF_8);
    for (Method method : KernelBenchmarks.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Benchmark.class)) {
        assertThat(table).contains("%  " + method.getName() + System.lineSeparator());
      }
    }
  }
}
