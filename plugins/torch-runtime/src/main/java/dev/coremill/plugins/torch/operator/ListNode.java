package dev.coremill.plugins.torch.operator;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list: one element, or up to 32 parts of the same height. Lists share the parts that
 * they have in common, so that a list with another element costs a few parts, however long it is. A
 * part frees its element when the last of its owners gives it up; constants are parts that several
 * threads share.
 */
final class ListNode {
  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;
  private static final @Nullable ListNode[] NO_PARTS = {};

  private final AtomicInteger owners = new AtomicInteger(1);
  private final @Nullable RuntimeValue element;
  private final @Nullable ListNode[] parts;

  private ListNode(@Nullable RuntimeValue element, @Nullable ListNode[] parts) {
    this.element = element;
    this.parts = parts;
  }

  /** An element, which is retained. */
  static ListNode ofElement(RuntimeValue value) {
    return new ListNode(value.retain(), NO_PARTS);
  }

  /** The least height of a part that holds so many elements; that of an element is 0. */
  static int height(int count) {
    int height = 0;
    while (count > 1L << BITS * height) {
      height++;
    }
    return height;
  }

  /** One element many times over. */
  static ListNode filled(int height, int count, ListNode element) {
    if (height == 0) {
      return element.retain();
    }
    int each = 1 << BITS * (height - 1);
    @Nullable ListNode[] parts = new ListNode[WIDTH];
    ListNode whole = null;
    for (int i = 0; i * each < count; i++) {
      int here = Math.min(each, count - i * each);
      if (here < each) {
        parts[i] = filled(height - 1, here, element);
      } else if (whole == null) {
        whole = filled(height - 1, each, element);
        parts[i] = whole;
      } else {
        parts[i] = whole.retain();
      }
    }
    return new ListNode(null, parts);
  }

  /** A part that begins with one of a height, which is retained. */
  static ListNode above(ListNode first) {
    @Nullable ListNode[] parts = new ListNode[WIDTH];
    parts[0] = first.retain();
    return new ListNode(null, parts);
  }

  /**
   * A part with another element.
   *
   * @param node null where there is nothing yet
   * @param element what stands at the index; it is retained
   */
  static ListNode with(@Nullable ListNode node, int height, int index, ListNode element) {
    if (height == 0) {
      return element.retain();
    }
    @Nullable ListNode[] parts = node == null ? new ListNode[WIDTH] : node.parts.clone();
    int changed = place(index, height);
    parts[changed] = with(parts[changed], height - 1, index, element);
    for (int i = 0; i < WIDTH; i++) {
      ListNode part = parts[i];
      if (i != changed && part != null) {
        part.retain();
      }
    }
    return new ListNode(null, parts);
  }

  private static int place(int index, int height) {
    return index >> BITS * (height - 1) & WIDTH - 1;
  }

  /** An element that is there. */
  RuntimeValue get(int height, int index) {
    ListNode node = this;
    for (int level = height; level > 0; level--) {
      ListNode part = node.parts[place(index, level)];
      if (part == null) {
        throw new IllegalStateException("no element " + index);
      }
      node = part;
    }
    if (node.element == null) {
      throw new IllegalStateException("no element " + index);
    }
    return node.element;
  }

  /** One more owner. */
  ListNode retain() {
    owners.incrementAndGet();
    return this;
  }

  /** One owner less. */
  void release() {
    if (owners.decrementAndGet() > 0) {
      return;
    }
    if (element != null) {
      element.release();
    }
    for (ListNode part : parts) {
      if (part != null) {
        part.release();
      }
    }
  }
}
