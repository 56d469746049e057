package dev.coremill.core.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.core.install.PluginInstaller.Proof;
import dev.coremill.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Installing and removing; nothing that is not as expected leaves a trace. */
class PluginInstallerTest {
  private static final Proof NO_PROOF = new Proof(Optional.empty(), Optional.empty());
  private static final String SERVICE =
      "META-INF/services/dev.coremill.api.algorithm.WeightAlgorithm";

  @TempDir Path folder;
  private Path home;
  private InstallRecord record;
  private PluginInstaller installer;

  @BeforeEach
  void prepare() {
    home = folder.resolve("home");
    record = new InstallRecord(home.resolve("installed.txt"));
    installer = new PluginInstaller(home, record);
  }

  /** A jar with a manifest and one class file of a version of Java. */
  private static byte[] jar(Map<String, String> manifest, int java, Map<String, String> texts)
      throws IOException {
    Manifest written = new Manifest();
    Attributes attributes = written.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.forEach(attributes::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, written)) {
      jar.putNextEntry(new ZipEntry("org/example/One.class"));
      jar.write(
          new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, (byte) java});
      for (Map.Entry<String, String> text : texts.entrySet()) {
        jar.putNextEntry(new ZipEntry(text.getKey()));
        jar.write(text.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, String> manifest() {
    Map<String, String> manifest = new LinkedHashMap<>();
    manifest.put("Plugin-Id", "org.example.one");
    manifest.put("Plugin-Version", "1.0.0");
    manifest.put("Plugin-Requires", ">=0.1.0 & <0.2.0");
    manifest.put("Plugin-Provider", "Example Org");
    manifest.put("Plugin-License", "MIT");
    return manifest;
  }

  private static byte[] plugin() throws IOException {
    return jar(manifest(), 69, Map.of(SERVICE, "org.example.One\n"));
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path zip(String name, Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private void refused(Path file, Proof proof, String message) throws IOException {
    assertThatThrownBy(() -> installer.install(file, proof, Map.of(), false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(file.toString());
    if (Files.exists(home)) {
      try (Stream<Path> left = Files.list(home)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void aJarIsInstalledVerifiedAndRemoved() throws IOException {
    PluginInstaller.Installed installed =
        installer.install(file("some.jar", plugin()), NO_PROOF, Map.of(), false);

    assertThat(installed.path()).isEqualTo(home.resolve("org.example.one.jar"));
    assertThat(installer.installed()).containsOnlyKeys("org.example.one");
    record.requireInstalled(home);
    record.verify(InstallRecord.files(home));

    installer.remove("org.example.one");

    assertThat(installer.installed()).isEmpty();
    assertThat(Files.readString(home.resolve("installed.txt"))).isEmpty();
    assertThatThrownBy(() -> installer.remove("org.example.one"))
        .hasMessageContaining("no plugin 'org.example.one' is installed there");
  }

  @Test
  void aZipWithLibrariesIsUnpackedWithOrWithoutAFolderAroundIt() throws IOException {
    byte[] library = jar(Map.of(), 61, Map.of());
    Path flat = zip("flat.zip", Map.of("one.jar", plugin(), "lib/library.jar", library));
    Path deep =
        zip("deep.zip", Map.of("one-1.0/one.jar", plugin(), "one-1.0/lib/library.jar", library));

    installer.install(flat, NO_PROOF, Map.of(), false);
    Path installed = installer.install(deep, NO_PROOF, Map.of(), true).path();

    assertThat(installed.resolve("one.jar")).exists();
    assertThat(installed.resolve("lib/library.jar")).exists();
    record.requireInstalled(home);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../one.jar", "/one.jar", "a/../../one.jar", "a\\b.jar", "c:one.jar", "./one.jar"})
  void aZipWhoseNamesLeadElsewhereIsRefused(String name) throws IOException {
    Path zip = zip("bad.zip", Map.of(name, plugin()));

    refused(zip, NO_PROOF, "has a name that no plugin may use");
    assertThat(folder.resolve("one.jar")).doesNotExist();
  }

  @Test
  void aZipWithTwoNamesThatSomeSystemsTakeForOneIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("one.jar", plugin());
    entries.put("ONE.jar", plugin());

    refused(zip("twice.zip", entries), NO_PROOF, "is there twice");
  }

  @Test
  void aZipWithTooManyEntriesIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i <= 10_000; i++) {
      entries.put("lib/" + i, new byte[0]);
    }

    refused(zip("many.zip", entries), NO_PROOF, "10001 entries, and at most 10000 are allowed");
  }

  @Test
  void whatIsNoPluginIsRefused() throws IOException {
    Map<String, String> future = manifest();
    future.put("Plugin-Requires", ">=9.0.0");
    Map<String, String> odd = manifest();
    odd.put("Plugin-Requires", "newest");
    Map<String, String> named = manifest();
    named.put("Plugin-Id", "../evil");
    Map<String, String> silent = manifest();
    silent.remove("Plugin-License");
    Map<String, String> service = Map.of(SERVICE, "org.example.One\n");

    refused(file("a.jar", jar(future, 69, service)), NO_PROOF, "needs Coremill >=9.0.0, and this");
    refused(file("b.jar", jar(odd, 69, service)), NO_PROOF, "no range of versions: 'newest'");
    refused(file("c.jar", jar(named, 69, service)), NO_PROOF, "its Plugin-Id '../evil' has");
    refused(file("d.jar", jar(silent, 69, service)), NO_PROOF, "has no Plugin-License");
    refused(file("e.jar", jar(manifest(), 200, service)), NO_PROOF, "it was built for Java 156");
    refused(file("f.jar", jar(manifest(), 69, Map.of())), NO_PROOF, "it names no extension");
    refused(
        file("g.jar", jar(manifest(), 69, Map.of(SERVICE, "org.example.Two"))),
        NO_PROOF,
        "it names the extension org.example.Two, which its jar lacks");
    refused(
        file("h.jar", jar(manifest(), 69, Map.of("META-INF/services/dev.coremill.api.X", "a"))),
        NO_PROOF,
        "there is no extension point dev.coremill.api.X");
    refused(file("i.jar", new byte[] {1, 2, 3}), NO_PROOF, "its jar cannot be read");
    refused(file("j.txt", new byte[0]), NO_PROOF, "this is no plugin");
    refused(folder.resolve("none.jar"), NO_PROOF, "there is no such file");
  }

  @Test
  void aDigestMustBeThatOfTheFile() throws IOException {
    Path file = file("one.jar", plugin());
    String right = Digests.sha256(file);
    String wrong = right.replace(right.charAt(0), right.charAt(0) == 'a' ? 'b' : 'a');

    refused(file, new Proof(Optional.of(wrong), Optional.empty()), "was expected");
    refused(file, new Proof(Optional.of("abc"), Optional.empty()), "'abc' is no SHA-256");
    installer.install(file, new Proof(Optional.of(right), Optional.empty()), Map.of(), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "RSA", "EC"})
  void aSignatureMustBeThatOfTheFileAndTheKey(String algorithm)
      throws IOException, GeneralSecurityException {
    Path file = file("one.jar", plugin());
    KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    KeyPair others = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    Path key = file("right.pem", pem(keys));
    Signature sign =
        Signature.getInstance(
            switch (algorithm) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> algorithm;
            });
    sign.initSign(keys.getPrivate());
    sign.update(Files.readAllBytes(file));
    byte[] raw = sign.sign();
    Path signature = file("one.sig", raw);
    Path text = file("one.sig64", Base64.getMimeEncoder().encode(raw));
    Path changed = file("two.jar", jar(manifest(), 68, Map.of(SERVICE, "org.example.One\n")));

    refused(
        file, proof(signature, file("other.pem", pem(others))), "is not that of this file and of");
    refused(changed, proof(signature, key), "is not that of this file and of");
    installer.install(file, proof(signature, key), Map.of(), false);
    installer.install(file, proof(text, key), Map.of(), true);
  }

  private static Proof proof(Path signature, Path key) {
    return new Proof(Optional.empty(), Optional.of(new DetachedSignature(signature, key)));
  }

  private static byte[] pem(KeyPair keys) {
    String text =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aPluginThatIsThereGivesWayOnlyOnPurpose() throws IOException {
    Path file = file("one.jar", plugin());
    installer.install(file, NO_PROOF, Map.of(), false);

    assertThatThrownBy(() -> installer.install(file, NO_PROOF, Map.of(), false))
        .hasMessageContaining("is installed already")
        .hasMessageContaining("add --replace");
    assertThatThrownBy(
            () -> installer.install(file, NO_PROOF, Map.of("org.example.one", Path.of("x")), true))
        .hasMessageContaining("there is a plugin org.example.one already, at x");
    installer.install(file, NO_PROOF, Map.of(), true);
    record.requireInstalled(home);
  }

  @Test
  void whatWasNotInstalledOrHasChangedIsNotLoaded() throws IOException {
    Path installed = installer.install(file("one.jar", plugin()), NO_PROOF, Map.of(), false).path();
    byte[] before = Files.readAllBytes(installed);
    Files.write(installed, jar(manifest(), 68, Map.of(SERVICE, "org.example.One\n# more\n")));

    assertThatThrownBy(() -> record.requireInstalled(home))
        .hasMessageContaining("has changed since it was installed");
    // The same bytes at another time are the same file.
    Files.write(installed, before);
    record.requireInstalled(home);
    Files.write(home.resolve("other.jar"), plugin());
    assertThatThrownBy(() -> record.requireInstalled(home))
        .hasMessageContaining("was not installed by you");
  }

  @Test
  void aDescriptionOfTargetsIsInstalledByItsName() throws IOException {
    Path file = file("acme.target.yaml", "vendor: Acme\n".getBytes(StandardCharsets.UTF_8));

    installer.install(file, NO_PROOF, Map.of(), false);
    record.requireInstalled(home);

    assertThat(InstallRecord.files(home)).isEqualTo(List.of(home.resolve("acme.target.yaml")));
    assertThat(installer.remove("acme.target.yaml")).doesNotExist();
  }

  @Test
  void aDamagedRecordIsTold() throws IOException {
    installer.install(file("one.jar", plugin()), NO_PROOF, Map.of(), false);
    Files.writeString(home.resolve("installed.txt"), "nonsense\n");

    assertThatThrownBy(() -> record.requireInstalled(home))
        .hasMessageContaining("the record of installed plugins is damaged");
  }
}
