package dev.coremill.plugins.palettization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What palettization offers to a budget: scalar tables for a whole weight and for groups of
 * channels, whose errors come quickly from histograms; and for small budgets tables of vectors,
 * which have less error for the same bytes and take much longer to find.
 */
final class BudgetOffer {
  private static final List<String> WIDTHS = List.of("1", "2", "3", "4", "6", "8");
  private static final List<String> GROUPS = List.of("64", "16");

  /** Bits of an index and elements of an entry: half a bit to two bits for each element. */
  private static final List<List<String>> VECTORS =
      List.of(
          List.of("1", "2"),
          List.of("2", "4"),
          List.of("2", "2"),
          List.of("4", "4"),
          List.of("4", "2"));

  /** With more room, some scalar table is nearly as good as any small table of vectors. */
  private static final double MOST_BITS_FOR_VECTORS = 2.5;

  private BudgetOffer() {}

  static List<Map<String, String>> all() {
    List<Map<String, String>> candidates = new ArrayList<>();
    for (String width : WIDTHS) {
      candidates.add(Map.of("nbits", width));
    }
    for (String group : GROUPS) {
      for (String width : WIDTHS) {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("nbits", width);
        groups.put("granularity", "per_grouped_channel");
        groups.put("group_size", group);
        candidates.add(groups);
      }
    }
    for (List<String> vector : VECTORS) {
      Map<String, String> vectors = new LinkedHashMap<>();
      vectors.put("nbits", vector.getFirst());
      vectors.put("cluster_dim", vector.getLast());
      // What vectors cannot be combined with, so that a stage that fixes it otherwise has none.
      vectors.put("mode", "kmeans");
      vectors.put("enable_per_channel_scale", "false");
      candidates.add(vectors);
    }
    return candidates;
  }

  static double mostBitsPerWeight(Map<String, String> candidate) {
    return candidate.containsKey("cluster_dim") ? MOST_BITS_FOR_VECTORS : Double.POSITIVE_INFINITY;
  }
}
