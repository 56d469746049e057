package dev.coremill.plugins.torch.operator;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Owns the elements of a list as a tensor owns its memory: it belongs to the innermost pointer
 * scope, and lives on where it is retained. It points at nothing itself.
 */
final class ListStorage extends Pointer {
  private final @Nullable ListNode root;

  /** Takes over the ownership of a part; null for nothing. */
  ListStorage(@Nullable ListNode root) {
    super((Pointer) null);
    this.root = root;
    deallocator(new Release(root));
  }

  @Nullable ListNode root() {
    return root;
  }

  /** Keeps the elements for as long as the innermost pointer scope. */
  void attach() {
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(this);
    }
  }

  /** It must not refer to the pointer, which is collected before this runs. */
  private record Release(@Nullable ListNode root) implements Deallocator {
    @Override
    public void deallocate() {
      if (root != null) {
        root.release();
      }
    }
  }
}
