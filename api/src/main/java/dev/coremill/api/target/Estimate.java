package dev.coremill.api.target;

import java.util.List;

/**
 * What a function is expected to cost on a device. Bytes are bytes, not kilobytes.
 *
 * @param operations every operation, in the order of the profile
 * @param latency milliseconds for one prediction, when the model is loaded and warm
 * @param weightsOnDisk bytes of all constants as they are stored
 * @param weightsResident bytes of all constants as they lie in memory while the model runs
 * @param activationPeak bytes of the largest set of values that live at the same time
 * @param states bytes of all states, such as a KV cache
 * @param firstLoad seconds of the first load, when the system prepares the model for the device
 * @param energy millijoules for one prediction
 * @param remarks what a reader should know of these numbers, such as that data are thin
 */
public record Estimate(
    List<OperationEstimate> operations,
    Figure latency,
    Figure weightsOnDisk,
    Figure weightsResident,
    Figure activationPeak,
    Figure states,
    Figure firstLoad,
    Figure energy,
    List<String> remarks) {
  /** Copies the lists. */
  public Estimate {
    operations = List.copyOf(operations);
    remarks = List.copyOf(remarks);
  }
}
