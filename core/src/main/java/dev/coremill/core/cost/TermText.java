package dev.coremill.core.cost;

import dev.coremill.api.target.OperationEstimate.Term;
import dev.coremill.core.report.Quantities;
import java.util.List;

/** The terms of the latency of an operation, with the numbers that they were made from. */
final class TermText {
  private TermText() {}

  /**
   * Adds the terms of an operation. Computing, weights and activations go on at the same time: the
   * longest is what counts, and the others are told for comparison.
   */
  static void add(
      List<Term> terms,
      OperationWork work,
      ItemTime time,
      StoredEffect effect,
      UnitCosts costs,
      double weightGbs) {
    WorkItem item = work.item();
    double repeats = item.repeats();
    String times = repeats == 1 ? "" : ", " + Quantities.threeDigits(repeats) + " times";
    if (time.compute() > 0) {
      String factor = effect.compute() == 1 ? "" : ", x" + Quantities.fixed(effect.compute(), 2);
      terms.add(
          new Term(
              "compute",
              time.compute() * repeats,
              Quantities.grouped((long) item.multiplyAdds())
                  + " multiply-adds of "
                  + item.kind().text()
                  + " at "
                  + Quantities.threeDigits(costs.rate(item.kind()))
                  + " TFLOP/s"
                  + factor
                  + times));
    }
    if (time.weights() > 0) {
      String factor =
          effect.weights() == 1
              ? ""
              : " of " + bytes(item.weightBytes()) + " (" + form(work.form()) + ")";
      terms.add(
          new Term(
              "weights",
              time.weights() * repeats,
              bytes(item.weightBytes() * effect.weights())
                  + factor
                  + " at "
                  + Quantities.threeDigits(weightGbs)
                  + " GB/s"
                  + times));
    }
    if (time.activations() > 0) {
      terms.add(
          new Term(
              "activations",
              time.activations() * repeats,
              bytes(item.activationBytes() * effect.activations())
                  + " at "
                  + Quantities.threeDigits(costs.activationGbs())
                  + " GB/s"
                  + times));
    }
    terms.add(new Term("dispatch", time.dispatch() * repeats, "on top of the longest" + times));
  }

  private static String form(WeightForm form) {
    String stored =
        switch (form.kind()) {
          case PLAIN -> "plain";
          case INTEGER -> form.bits() + "-bit integers";
          case BLOCKWISE_INTEGER -> form.bits() + "-bit integers in blocks";
          case PALETTE -> form.bits() + "-bit palette";
        };
    return form.density() < 1
        ? stored + ", " + Quantities.fixed(100 * (1 - form.density()), 0) + " % zeros"
        : stored;
  }

  static String bytes(double bytes) {
    return Quantities.bytes(Math.round(bytes));
  }
}
