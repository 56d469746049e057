package dev.coremill.plugins.torch.operator;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A list that is being written. It shares with others what is not written. */
final class ListDraft implements AutoCloseable {
  private @Nullable ListNode root;
  private int height;
  private int size;

  private ListDraft(@Nullable ListNode root, int height, int size) {
    this.root = root;
    this.height = height;
    this.size = size;
  }

  /** A list without elements. */
  static ListDraft empty() {
    return new ListDraft(null, 0, 0);
  }

  /** One element many times over. */
  static ListDraft filled(int count, RuntimeValue value) {
    if (count == 0) {
      return empty();
    }
    ListNode element = ListNode.ofElement(value);
    int height = ListNode.height(count);
    ListNode root = ListNode.filled(height, count, element);
    element.release();
    return new ListDraft(root, height, count);
  }

  /** What another list holds. */
  static ListDraft of(RuntimeValue.OfList list) {
    ListNode root = list.root();
    return new ListDraft(root == null ? null : root.retain(), list.height(), list.size());
  }

  int size() {
    return size;
  }

  /**
   * Writes an element, which is retained.
   *
   * @param index where it stands; behind the last one to append it
   */
  void put(int index, RuntimeValue value) {
    Objects.checkIndex(index, size + 1);
    int longer = Math.max(size, index + 1);
    int higher = ListNode.height(longer);
    ListNode old = root;
    if (old != null && higher > height) {
      ListNode above = ListNode.above(old);
      old.release();
      old = above;
    }
    ListNode element = ListNode.ofElement(value);
    root = ListNode.with(old, higher, index, element);
    element.release();
    if (old != null) {
      old.release();
    }
    height = higher;
    size = longer;
  }

  /** The list as it is now; it belongs to the innermost pointer scope. */
  RuntimeValue.OfList list() {
    return new RuntimeValue.OfList(root == null ? null : root.retain(), height, size);
  }

  /** Gives up what it holds; lists that it made live on. */
  @Override
  public void close() {
    if (root != null) {
      root.release();
      root = null;
    }
  }
}
