package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Opset;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Non-maximum suppression. A box counts with its best class. Boxes are taken by falling score, the
 * first of equal ones first, and left out where they overlap a box that was taken (of the same
 * class, where classes are kept apart) by more than the threshold. Where every score is below the
 * score threshold, the best box is taken all the same. What is missing to {@code max_boxes} is 0,
 * and -1 in the indices. (Source: NonMaximumSuppressionLayerParams in the format's
 * NeuralNetwork.proto, whose rules the operator kept.)
 */
final class SuppressionOperators {
  private SuppressionOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computesAll("non_maximum_suppression", SuppressionOperators::suppress);
  }

  private static List<Tensor> suppress(OperationContext context) {
    boolean newer = context.opset().isAtLeast(Opset.CORE_ML_7);
    Tensor boxes = context.tensor("boxes");
    Tensor scores = context.tensor("scores");
    if (boxes.dim() != 3 || scores.dim() != 3) {
      throw new OperatorException("boxes and scores do not have rank 3");
    }
    // From CoreML7 on boxes are counted in the last axis.
    Tensor boxRows = newer ? boxes.transpose(1, 2) : boxes;
    Tensor scoreRows = newer ? scores.transpose(1, 2) : scores;
    int batches = Math.toIntExact(boxRows.size(0));
    int count = Math.toIntExact(boxRows.size(1));
    int classes = Math.toIntExact(scoreRows.size(2));
    long wanted = context.integer("max_boxes");
    Sizes.listed(batches, wanted, Math.max(4, classes));
    int most = (int) wanted;
    if (boxRows.size(2) != 4
        || scoreRows.size(0) != batches
        || scoreRows.size(1) != count
        || classes == 0) {
      throw new OperatorException("boxes and scores do not fit each other");
    }
    float[] corners = Tensors.floats(boxRows);
    float[] values = Tensors.floats(scoreRows);
    float[] boxesOut = new float[batches * 4 * most];
    float[] scoresOut = new float[batches * classes * most];
    long[] indices = new long[batches * most];
    Arrays.fill(indices, -1);
    long[] counts = new long[batches];
    double lowest = newer ? Double.NEGATIVE_INFINITY : context.number("score_threshold");
    for (int batch = 0; batch < batches; batch++) {
      Candidates candidates = new Candidates(corners, values, batch * count, count, classes);
      int[] taken =
          candidates.choose(
              context.number("iou_threshold"),
              lowest,
              most,
              context.flag("per_class_suppression", false));
      counts[batch] = taken.length;
      for (int i = 0; i < taken.length; i++) {
        int from = batch * count + taken[i];
        int to = batch * most + i;
        System.arraycopy(corners, from * 4, boxesOut, to * 4, 4);
        System.arraycopy(values, from * classes, scoresOut, to * classes, classes);
        indices[to] = taken[i];
      }
    }
    Tensor chosenBoxes = Tensors.ofFloats(new long[] {batches, most, 4}, boxesOut);
    Tensor chosenScores = Tensors.ofFloats(new long[] {batches, most, classes}, scoresOut);
    Tensor chosen = Tensors.ofIntegers(new long[] {batches, most}, indices);
    return newer
        ? List.of(chosenBoxes.transpose(1, 2), chosenScores.transpose(1, 2), chosen)
        : List.of(
            chosenBoxes, chosenScores, chosen, Tensors.ofIntegers(new long[] {batches}, counts));
  }

  /** The boxes of one image. */
  private static final class Candidates {
    private final float[] corners;
    private final int first;
    private final int count;
    private final float[] best;
    private final int[] bestClass;

    Candidates(float[] corners, float[] scores, int first, int count, int classes) {
      this.corners = corners;
      this.first = first;
      this.count = count;
      best = new float[count];
      bestClass = new int[count];
      for (int box = 0; box < count; box++) {
        int row = (first + box) * classes;
        best[box] = scores[row];
        for (int i = 1; i < classes; i++) {
          if (scores[row + i] > best[box]) {
            best[box] = scores[row + i];
            bestClass[box] = i;
          }
        }
      }
    }

    int[] choose(double overlap, double lowest, int most, boolean perClass) {
      Integer[] order = new Integer[count];
      for (int box = 0; box < count; box++) {
        order[box] = box;
      }
      Arrays.sort(order, (a, b) -> Float.compare(best[b], best[a]));
      int[] taken = new int[Math.min(count, most)];
      int size = 0;
      for (int i = 0; i < count && size < taken.length; i++) {
        int box = order[i];
        if (best[box] < lowest) {
          break;
        }
        boolean free = true;
        for (int j = 0; j < size && free; j++) {
          boolean compared = !perClass || bestClass[taken[j]] == bestClass[box];
          free = !compared || !(overlap(taken[j], box) > overlap);
        }
        if (free) {
          taken[size++] = box;
        }
      }
      if (size == 0 && taken.length > 0) {
        // No result is ever empty: the best box stands even below the threshold.
        taken[size++] = order[0];
      }
      return Arrays.copyOf(taken, size);
    }

    /** The intersection over the union; boxes are (x, y) of their centre, width and height. */
    private double overlap(int one, int other) {
      double width = common(one, other, 0);
      double height = common(one, other, 1);
      double intersection = Math.max(0, width) * Math.max(0, height);
      double union = area(one) + area(other) - intersection;
      return union > 0 ? intersection / union : 0;
    }

    private double common(int one, int other, int axis) {
      int a = (first + one) * 4 + axis;
      int b = (first + other) * 4 + axis;
      double end = Math.min(corners[a] + corners[a + 2] / 2.0, corners[b] + corners[b + 2] / 2.0);
      double start = Math.max(corners[a] - corners[a + 2] / 2.0, corners[b] - corners[b + 2] / 2.0);
      return end - start;
    }

    private double area(int box) {
      int at = (first + box) * 4;
      return (double) corners[at + 2] * corners[at + 3];
    }
  }
}
