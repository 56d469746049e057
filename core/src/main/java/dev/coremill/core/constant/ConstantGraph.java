package dev.coremill.core.constant;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a function's body, inner blocks included: every {@code const}, and every end of
 * a chain of compressed constants, that something else than a compressed constant uses.
 */
public final class ConstantGraph {
  private final String function;
  private final List<LiftedConstant> constants;

  private ConstantGraph(String function, List<LiftedConstant> constants) {
    this.function = function;
    this.constants = constants;
  }

  /**
   * Lists and lifts the constants of a body. A constant that cannot be lifted is listed with the
   * reason.
   *
   * @param function the function's name
   * @param body its active body
   */
  public static ConstantGraph of(String function, Block body) {
    Walk walk = new Walk();
    walk.block(body, new Scope(null), "");
    return new ConstantGraph(function, walk.lifted());
  }

  /** The function's name. */
  public String function() {
    return function;
  }

  /** The constants, in the order in which the program defines them. */
  public List<LiftedConstant> constants() {
    return constants;
  }

  /** The same constants as a runtime asks for them. */
  public CompressedConstants compressed() {
    Map<String, WeightExpression> expressions = new HashMap<>();
    for (LiftedConstant constant : constants) {
      if (constant.root().isCompressedConstant()) {
        constant.expression().ifPresent(whole -> expressions.put(constant.name(), whole));
      }
    }
    return output -> Optional.ofNullable(expressions.get(output));
  }

  /** One output of a constant operation with its uses so far. */
  private static final class Candidate {
    private final ConstantNode node;
    private final int output;
    private final List<ConstantUse> uses = new ArrayList<>();

    Candidate(ConstantNode node, int output) {
      this.node = node;
      this.output = output;
    }

    ConstantNode node() {
      return node;
    }

    int output() {
      return output;
    }

    List<ConstantUse> uses() {
      return uses;
    }

    String name() {
      return node.operation().outputs().get(output).name();
    }
  }

  private static final class Walk {
    private final List<Candidate> candidates = new ArrayList<>();
    private final IdentityHashMap<ConstantNode, List<Candidate>> byNode = new IdentityHashMap<>();

    void block(Block block, Scope scope, String label) {
      for (NamedType input : block.inputs()) {
        scope.defineOther(input.name());
      }
      for (Operation operation : block.operations()) {
        if (operation.isConstant()) {
          define(operation, scope);
        } else {
          use(operation, scope);
          for (int i = 0; i < operation.blocks().size(); i++) {
            block(operation.blocks().get(i), new Scope(scope), operation.name() + "/" + i);
          }
          for (NamedType output : operation.outputs()) {
            scope.defineOther(output.name());
          }
        }
      }
      for (int i = 0; i < block.outputs().size(); i++) {
        Candidate candidate = candidate(block.outputs().get(i), scope);
        if (candidate != null) {
          ChannelAxes axes = ChannelAxesFinder.convention(shape(candidate).rank());
          candidate.uses().add(new ConstantUse(label, "block", "output[" + i + "]", axes));
        }
      }
    }

    private void define(Operation operation, Scope scope) {
      ConstantNode node = ConstantLifter.lift(operation, scope);
      List<Candidate> ofNode = new ArrayList<>();
      for (int output = 0; output < operation.outputs().size(); output++) {
        Candidate candidate = new Candidate(node, output);
        scope.define(candidate.name(), node, output);
        ofNode.add(candidate);
      }
      candidates.addAll(ofNode);
      byNode.put(node, ofNode);
    }

    private void use(Operation operation, Scope scope) {
      for (Map.Entry<String, List<Binding>> input : operation.inputs().entrySet()) {
        List<Binding> bindings = input.getValue();
        for (int i = 0; i < bindings.size(); i++) {
          Candidate candidate =
              bindings.get(i) instanceof Binding.Reference(String name)
                  ? candidate(name, scope)
                  : null;
          if (candidate != null) {
            String argument = input.getKey();
            ChannelAxes axes =
                ChannelAxesFinder.find(
                    operation, argument, i, shape(candidate), named -> value(named, scope));
            candidate
                .uses()
                .add(
                    new ConstantUse(
                        operation.name(),
                        operation.type(),
                        bindings.size() == 1 ? argument : argument + "[" + i + "]",
                        axes));
          }
        }
      }
    }

    private @Nullable Candidate candidate(String name, Scope scope) {
      Scope.Definition definition = scope.constant(name);
      List<Candidate> ofNode =
          definition == null || definition.node() == null ? null : byNode.get(definition.node());
      return ofNode == null || definition == null ? null : ofNode.get(definition.output());
    }

    private static Optional<Value> value(String name, Scope scope) {
      Scope.Definition definition = scope.constant(name);
      return definition == null || definition.node() == null
          ? Optional.empty()
          : Optional.ofNullable(ConstantLifter.constantValue(definition.node()));
    }

    private static Shape shape(Candidate candidate) {
      return candidate.node().operation().outputs().get(candidate.output()).type()
              instanceof ValueType.OfTensor tensor
          ? tensor.shape().orElse(Shape.scalar())
          : Shape.scalar();
    }

    List<LiftedConstant> lifted() {
      List<Candidate> used = new ArrayList<>();
      IdentityHashMap<Operation, List<Candidate>> owners = new IdentityHashMap<>();
      IdentityHashMap<Candidate, List<Operation>> chains = new IdentityHashMap<>();
      for (Candidate candidate : candidates) {
        if (!candidate.uses().isEmpty()) {
          used.add(candidate);
          List<Operation> chain = new ArrayList<>();
          for (ConstantNode node : candidate.node().chain()) {
            chain.add(node.operation());
            owners.computeIfAbsent(node.operation(), _ -> new ArrayList<>()).add(candidate);
          }
          chains.put(candidate, chain);
        }
      }
      List<LiftedConstant> lifted = new ArrayList<>(used.size());
      for (Candidate candidate : used) {
        List<Operation> chain = chains.getOrDefault(candidate, List.of());
        lifted.add(lift(candidate, chain, sharedWith(candidate, chain, owners)));
      }
      return Collections.unmodifiableList(lifted);
    }

    private static List<String> sharedWith(
        Candidate candidate,
        List<Operation> chain,
        IdentityHashMap<Operation, List<Candidate>> owners) {
      Set<String> names = new LinkedHashSet<>();
      for (Operation operation : chain) {
        for (Candidate owner : owners.getOrDefault(operation, List.of())) {
          if (owner != candidate) {
            names.add(owner.name());
          }
        }
      }
      return List.copyOf(names);
    }

    private static LiftedConstant lift(
        Candidate candidate, List<Operation> chain, List<String> sharedWith) {
      Operation root = candidate.node().operation();
      Optional<WeightExpression> expression = Optional.empty();
      String unliftable = "";
      switch (candidate.node().meaning()) {
        case Meaning.Whole(WeightExpression whole) -> expression = Optional.of(whole);
        case Meaning.Packed _ ->
            unliftable = "the packed output of " + root.type() + " is used by itself";
        case Meaning.None(String reason) -> unliftable = reason;
      }
      return new LiftedConstant(
          candidate.name(),
          root.name(),
          root,
          chain,
          expression,
          unliftable,
          candidate.uses(),
          sharedWith);
    }
  }
}
