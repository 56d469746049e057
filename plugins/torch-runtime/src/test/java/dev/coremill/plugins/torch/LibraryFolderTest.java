package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries are unpacked once, and again where they are not what was unpacked. */
class LibraryFolderTest {
  @TempDir Path base;
  private Path folder;
  private Path library;
  private LibraryFolder libraries;

  /** Whether the library was there at each time of loading. */
  private final List<Boolean> found = new ArrayList<>();

  @BeforeEach
  void name() {
    folder = base.resolve("native/1.0");
    library = folder.resolve("some.jar/library.so");
    libraries = new LibraryFolder(folder, 1);
  }

  /** Unpacks what is not there, whatever it is, as the loader of libtorch may do. */
  private void unpack() {
    found.add(Files.exists(library));
    try {
      if (!Files.exists(library)) {
        Files.createDirectories(library.getParent());
        Files.writeString(library, "machine code");
        Files.createSymbolicLink(folder.resolve("link.so"), base.resolve("nowhere"));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void loadsTheWholeLibrary(Boolean... expected) throws IOException {
    libraries.load(this::unpack);
    assertThat(found).containsExactly(expected);
    assertThat(library).hasContent("machine code");
  }

  @Test
  void whatIsUnpackedIsUsedAgain() throws IOException {
    loadsTheWholeLibrary(false);
    loadsTheWholeLibrary(false, true);
  }

  @Test
  void aLockOfTheLoaderDoesNotCount() throws IOException {
    loadsTheWholeLibrary(false);
    Files.writeString(folder.resolve(".lock"), "");
    loadsTheWholeLibrary(false, true);
  }

  @Test
  void aLibraryThatWasCutIsUnpackedAgain() throws IOException {
    loadsTheWholeLibrary(false);
    FileTime time = Files.getLastModifiedTime(library);
    Files.writeString(library, "machine");
    Files.setLastModifiedTime(library, time);
    loadsTheWholeLibrary(false, false);
    loadsTheWholeLibrary(false, false, true);
  }

  @Test
  void aLibraryThatWasWrittenLaterIsUnpackedAgain() throws IOException {
    loadsTheWholeLibrary(false);
    Files.setLastModifiedTime(library, FileTime.fromMillis(86_400_000));
    loadsTheWholeLibrary(false, false);
  }

  @Test
  void whatAKilledProcessLeftIsUnpackedAgain() throws IOException {
    assertThatThrownBy(() ->
            libraries.load(() -> {
              unpack();
              throw new IllegalStateException("killed");
            }))
        .hasMessage("killed");
    loadsTheWholeLibrary(false, false);
  }

  @Test
  void aFolderThatWasMovedIsUnpackedAgain() throws IOException {
    loadsTheWholeLibrary(false);
    Files.move(base.resolve("native"), base.resolve("moved"));
    library = base.resolve("moved/1.0/some.jar/library.so");
    folder = base.resolve("moved/1.0");
    libraries = new LibraryFolder(folder, 1);
    loadsTheWholeLibrary(false, false);
  }

  @Test
  void aListWithoutEntriesIsNone() throws IOException {
    loadsTheWholeLibrary(false);
    Files.writeString(base.resolve("native/1.0.files"), "");
    loadsTheWholeLibrary(false, false);
  }

  @Test
  void missingRoomIsNamedWhereLoadingFails() {
    LibraryFolder large = new LibraryFolder(folder, Long.MAX_VALUE);
    assertThatThrownBy(() ->
            large.load(() -> {
              throw new UnsatisfiedLinkError("no library");
            }))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it has room for ")
        .hasRootCauseMessage("no library");
  }
}
