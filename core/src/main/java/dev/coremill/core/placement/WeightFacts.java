package dev.coremill.core.placement;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;

/** What rules can ask about a constant that an operation uses. */
final class WeightFacts {
  private final FactTable facts;

  private WeightFacts(FactTable wider) {
    facts = new FactTable(wider);
  }

  /**
   * The facts of a constant.
   *
   * @param operand an operand that is a constant
   * @param encoding how it is stored
   * @param operation the facts of its user
   */
  static FactTable of(OperandProfile operand, Encoding encoding, FactTable operation) {
    WeightFacts made = new WeightFacts(operation);
    FactTable facts = made.facts;
    facts.put(Fact.WEIGHT_ARGUMENT, argument(operand.argument()));
    facts.put(Fact.WEIGHT_TYPE, encoding.type().text());
    facts.put(Fact.WEIGHT_ELEMENTS, encoding.shape().elementCount());
    facts.put(Fact.WEIGHT_BYTES, encoding.storedBytes());
    made.visit(encoding, encoding.shape());
    return facts;
  }

  /** Without the index of one of several bindings. */
  private static String argument(String argument) {
    int bracket = argument.indexOf('[');
    return bracket < 0 ? argument : argument.substring(0, bracket);
  }

  /**
   * @param laidOver the shape that scales and tables divide: that of a mask, where there is one
   */
  private void visit(Encoding encoding, Shape laidOver) {
    switch (encoding) {
      case Encoding.Dense dense -> {
        facts.put(Fact.WEIGHT_ENCODING, "dense");
        facts.put(Fact.WEIGHT_DATA_TYPE, dense.type().text());
        facts.put(Fact.WEIGHT_BITS, dense.type().bits());
      }
      case Encoding.Affine affine -> affine(affine, laidOver);
      case Encoding.Lookup lookup -> lookup(lookup, laidOver);
      case Encoding.Sparse sparse -> {
        facts.put(Fact.WEIGHT_ENCODING, "sparse");
        double all = sparse.mask().shape().elementCount();
        double kept = sparse.nonZeros().shape().elementCount();
        if (sparse.nonZeros() instanceof Encoding.Lookup lookup) {
          kept = lookup.indices().shape().elementCount();
        }
        facts.put(Fact.WEIGHT_SPARSITY, all == 0 ? 0 : 100 * (1 - kept / all));
        inner(sparse.nonZeros(), sparse.mask().shape());
      }
      case Encoding.Cast cast -> {
        facts.put(Fact.WEIGHT_ENCODING, "cast");
        inner(cast.source(), laidOver);
      }
    }
  }

  /** A part whose form says more of the weight than that it is plain. */
  private void inner(Encoding part, Shape laidOver) {
    if (part instanceof Encoding.Dense dense) {
      facts.put(Fact.WEIGHT_DATA_TYPE, dense.type().text());
      facts.put(Fact.WEIGHT_BITS, dense.type().bits());
    } else {
      visit(part, laidOver);
    }
  }

  private void affine(Encoding.Affine affine, Shape laidOver) {
    boolean scaled = affine.data() instanceof Encoding.Lookup;
    facts.put(Fact.WEIGHT_SCALED, scaled);
    if (!scaled) {
      facts.put(Fact.WEIGHT_ENCODING, "affine");
      facts.put(Fact.WEIGHT_ZERO_POINTS, affine.offset() != null);
      Shape scales = affine.scale().shape();
      facts.put(Fact.WEIGHT_GRANULARITY, granularity(laidOver, scales));
      shared(laidOver, scales, Fact.WEIGHT_BLOCK_SIZE);
    }
    inner(affine.data(), laidOver);
  }

  private void lookup(Encoding.Lookup lookup, Shape laidOver) {
    facts.put(Fact.WEIGHT_ENCODING, "lookup");
    facts.put(Fact.WEIGHT_DATA_TYPE, lookup.indices().type().text());
    facts.put(Fact.WEIGHT_BITS, lookup.indices().type().bits());
    Shape groups = lookup.groups();
    int grouped = 0;
    for (int axis = 0; axis < groups.rank(); axis++) {
      grouped += groups.dimension(axis) > 1 ? 1 : 0;
    }
    facts.put(
        Fact.WEIGHT_GRANULARITY,
        grouped == 0 ? "per_tensor" : grouped == 1 ? "per_grouped_channel" : "per_grouped_block");
    shared(laidOver, groups, Fact.WEIGHT_GROUP_SIZE);
    facts.put(Fact.WEIGHT_TABLES, groups.elementCount());
    facts.put(Fact.WEIGHT_VECTOR_SIZE, lookup.vectorSize());
    facts.put(
        Fact.WEIGHT_TABLE_TYPE,
        lookup.table() instanceof Encoding.Affine table
            ? table.data().type().text()
            : lookup.table().type().text());
    if (facts.values(Fact.WEIGHT_SCALED).isEmpty()) {
      facts.put(Fact.WEIGHT_SCALED, false);
    }
  }

  private static String granularity(Shape shape, Shape scales) {
    int axes = 0;
    for (int axis = 0; axis < scales.rank(); axis++) {
      if (scales.dimension(axis) != 1) {
        axes++;
        if (axis >= shape.rank() || scales.dimension(axis) != shape.dimension(axis)) {
          return "per_block";
        }
      }
    }
    return axes == 0 ? "per_tensor" : axes == 1 ? "per_channel" : "per_block";
  }

  /** How many elements share a part, on each axis that has several parts. */
  private void shared(Shape shape, Shape parts, Fact fact) {
    for (int axis = 0; axis < parts.rank() && axis < shape.rank(); axis++) {
      if (parts.dimension(axis) > 1) {
        facts.put(fact, shape.dimension(axis) / parts.dimension(axis));
      }
    }
  }
}
