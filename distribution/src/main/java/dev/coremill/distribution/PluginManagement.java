package dev.coremill.distribution;

import dev.coremill.core.install.DetachedSignature;
import dev.coremill.core.install.InstallRecord;
import dev.coremill.core.install.PluginCheck;
import dev.coremill.core.install.PluginInstaller;
import dev.coremill.core.install.PluginInstaller.Installed;
import dev.coremill.core.install.PluginInstaller.Proof;
import dev.coremill.core.plugin.PluginDeclaration;
import dev.coremill.core.plugin.PluginFiles;
import dev.coremill.core.plugin.PluginFolder;
import dev.coremill.core.report.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code plugins install}, {@code remove} and {@code verify}: none of them runs a plugin. */
final class PluginManagement {
  private final ParseResult options;
  private final Terminal terminal;

  PluginManagement(ParseResult options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  static void define(CommandSpec specification) {
    CommonOptions.flag(
        specification,
        "--project",
        "Install into, or remove from, .coremill/plugins of this folder instead of your own.");
    CommonOptions.flag(
        specification, "--replace", "Install over an installed plugin of the same id.");
    option(specification, "--sha256", "DIGEST", String.class, "The SHA-256 that a file must have.");
    option(
        specification,
        "--signature",
        "FILE",
        Path.class,
        "A signature of the file, raw or in Base64; needs --public-key.");
    option(
        specification,
        "--public-key",
        "FILE",
        Path.class,
        "The provider's public key in PEM (Ed25519, RSA or EC), or certificate.");
  }

  private static void option(
      CommandSpec specification, String name, String label, Class<?> type, String description) {
    specification.addOption(
        OptionSpec.builder(name).paramLabel(label).type(type).description(description).build());
  }

  /** Installs a file. */
  int install(String argument) throws IOException {
    Map<String, Path> taken = new TreeMap<>();
    for (Path folder : PluginHomes.folders(List.of())) {
      if (!isSame(folder, project() ? PluginHomes.project() : PluginHomes.user())) {
        for (Path plugin : PluginFolder.plugins(folder)) {
          taken.put(PluginDeclaration.read(PluginFiles.of(plugin)).id(), plugin);
        }
      }
    }
    Installed installed =
        PluginHomes.installer(project())
            .install(Path.of(argument), proof(), taken, CommonOptions.isSet(options, "--replace"));
    String name = installed.name() + (installed.version().isEmpty() ? "" : " ");
    say(
        "installed " + name + installed.version() + " in " + installed.path(),
        installed.path(),
        installed.sha256());
    return 0;
  }

  /** Removes a plugin. */
  int remove(String name) throws IOException {
    Path path = PluginHomes.installer(project()).remove(name);
    say("removed " + name + " from " + path, path, "");
    return 0;
  }

  /** Checks a file that is not installed yet, or everything that is. */
  int verify(String argument) throws IOException {
    if (argument.isEmpty()) {
      int count = 0;
      for (Path folder : List.of(PluginHomes.user(), PluginHomes.project())) {
        if (Files.isDirectory(folder)) {
          PluginHomes.record().verify(InstallRecord.files(folder));
          for (Path plugin : PluginFolder.plugins(folder)) {
            PluginCheck.check(PluginFiles.of(plugin));
            count++;
          }
        }
      }
      say(
          count
              + (count == 1 ? " installed plugin is" : " installed plugins are")
              + " as installed",
          PluginHomes.user(),
          "");
      return 0;
    }
    Path file = Path.of(argument);
    Proof proof = proof();
    boolean zip = argument.toLowerCase(Locale.ROOT).endsWith(".zip");
    if (!Files.exists(file)) {
      throw new UsageException("plugins verify " + argument + ": there is no such file");
    }
    String sha256 = PluginInstaller.proven(file, proof);
    PluginDeclaration declared =
        zip ? PluginInstaller.unpackedCheck(file) : PluginCheck.check(PluginFiles.of(file));
    say(
        declared.id()
            + " "
            + declared.version()
            + " by "
            + declared.provider()
            + " can be installed"
            + (sha256.isEmpty() ? "" : "; SHA-256 " + sha256)
            + (proof.signature().isPresent() ? "; its signature is right" : ""),
        file,
        sha256);
    return 0;
  }

  private boolean project() {
    return CommonOptions.isSet(options, "--project");
  }

  private Proof proof() {
    Optional<String> sha256 =
        Optional.ofNullable(options.matchedOptionValue("--sha256", (String) null));
    Optional<Path> signature =
        Optional.ofNullable(options.matchedOptionValue("--signature", (Path) null));
    Optional<Path> key =
        Optional.ofNullable(options.matchedOptionValue("--public-key", (Path) null));
    if (signature.isPresent() != key.isPresent()) {
      throw new UsageException("--signature and --public-key are of use only together");
    }
    return new Proof(sha256, signature.map(file -> new DetachedSignature(file, key.orElseThrow())));
  }

  private void say(String message, Path path, String sha256) throws IOException {
    if (!CommonOptions.isSet(options, "--json")) {
      terminal.print(message + "\n");
      return;
    }
    try (JsonDocument json = new JsonDocument(terminal.document())) {
      json.text("format", "coremill-plugin-change").number("version", 1);
      json.text("message", message).text("path", path.toString());
      json.text("sha256", sha256.isEmpty() ? null : sha256);
    }
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
