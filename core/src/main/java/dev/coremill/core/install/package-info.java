/**
 * Puts plugins where they are loaded from, and takes them away again. A plugin comes as a jar, as a
 * folder, or as a zip of such a folder; it is checked before anything of it is unpacked or kept,
 * and none of its code runs meanwhile. What has been installed stands in a record with the SHA-256
 * of each file: from the user's and the project's plugin folders, nothing is loaded that is not in
 * the record or has changed since.
 */
@NullMarked
package dev.coremill.core.install;

import org.jspecify.annotations.NullMarked;
