import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the classes of a jar in a newer class-file version: {@code java UpgradeClasses.java
 * JAR}. The start-up cache of the virtual machine takes no classes from before Java 6, which have
 * no stack maps. Here they get them; nothing else changes, and an entry in the jar says so, as its
 * license asks. A jar that was upgraded is left alone.
 */
class UpgradeClasses {
  private static final String NOTICE = "META-INF/CLASSES-CHANGED.txt";

  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    Path upgraded = path.resolveSibling(path.getFileName() + ".new");
    try (JarFile jar = new JarFile(path.toFile())) {
      if (jar.getEntry(NOTICE) != null) {
        return;
      }
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(upgraded))) {
        copy(jar, out);
      }
    }
    Files.move(upgraded, path, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(JarFile jar, ZipOutputStream out) throws IOException {
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(type -> open(jar, type))
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));
    long time = 0;
    for (ZipEntry entry : Collections.list(jar.entries())) {
      byte[] bytes;
      try (InputStream in = jar.getInputStream(entry)) {
        bytes = in.readAllBytes();
      }
      time = Math.max(time, entry.getTime());
      put(out, entry.getName(), entry.getTime(), upgraded(format, entry.getName(), bytes));
    }
    String notice =
        "The classes in this jar were rewritten in a newer version of the class-file format, with"
            + " stack maps,\nwhile Coremill was built. What they do was not changed.\n";
    put(out, NOTICE, time, notice.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] upgraded(ClassFile format, String name, byte[] bytes) {
    if (!name.endsWith(".class")) {
      return bytes;
    }
    ClassModel model = format.parse(bytes);
    if (model.majorVersion() >= ClassFile.JAVA_7_VERSION) {
      return bytes;
    }
    // Methods are written anew only where a transform goes through them.
    return format.transformClass(
        model,
        ClassTransform.dropping(element -> element instanceof ClassFileVersion)
            .andThen(ClassTransform.transformingMethodBodies((to, element) -> to.with(element)))
            .andThen(
                ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_11_VERSION, 0))));
  }

  /** The bytes of a class of the jar, or null where it is from elsewhere. */
  private static InputStream open(JarFile jar, ClassDesc type) {
    String descriptor = type.descriptorString();
    ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void put(ZipOutputStream out, String name, long time, byte[] bytes)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
