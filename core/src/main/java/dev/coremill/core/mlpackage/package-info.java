/**
 * Packages: reading them, changing their programs, writing them. {@link
 * dev.coremill.core.mlpackage.ModelPackage} opens one, {@link
 * dev.coremill.core.mlpackage.PackageWriter} writes a changed copy. Protobuf messages stay in here;
 * outside, a program is {@link dev.coremill.api.program.Program}.
 *
 * <h2>The package</h2>
 *
 * A folder with {@code Manifest.json}, which lists items by identifier with paths relative to
 * {@code Data/} and names one as the root model: a file with one protobuf message. Weights are in
 * blob files beside it, usually {@code weights/weight.bin}; a pipeline's parts have {@code
 * weights/0-weight.bin}, {@code weights/1-weight.bin} and so on. Whatever else is in the folder is
 * copied as it is.
 *
 * <h2>The model</h2>
 *
 * <table>
 * <caption>Fields of the root message that are looked at</caption>
 * <tr><th>field</th><th>number</th><th>meaning</th></tr>
 * <tr><td>specificationVersion</td><td>1</td><td>see {@link dev.coremill.api.program.Opset}; that of
 *     a pipeline is the highest of its parts'</td></tr>
 * <tr><td>description</td><td>2</td><td>inputs, outputs, states, functions, metadata; passed through
 *     unchanged</td></tr>
 * <tr><td>pipelineClassifier, pipelineRegressor, pipeline</td><td>200, 201, 202</td><td>whole models
 *     inside</td></tr>
 * <tr><td>mlProgram</td><td>502</td><td>a program</td></tr>
 * </table>
 *
 * <p>Other kinds pass through as unknown fields. The declared messages, with all field numbers, are
 * in {@code src/main/protobuf/model.proto}. An immediate tensor has its elements in the field that
 * belongs to its type: float32 in {@code floats}, float64 in {@code doubles}, int16, uint16 and
 * int32 in {@code ints}, int64 and uint64 in {@code longInts}, booleans in {@code bools}, strings
 * in {@code strings}, everything else packed in {@code bytes}. New tensors of 10 elements or more
 * go to the blob file if it can hold their type (integers of 16 and 32 bits from specification
 * version 9 on).
 *
 * <h2>The blob file</h2>
 *
 * Little-endian. A header of 64 bytes (count uint32, version uint32 = 2, zeros), then for each blob
 * a record of 64 bytes and its data. Records and data start at multiples of 64; each record follows
 * the data before it without a gap, and its data follows directly. A reference in a program gives
 * the offset of the record.
 *
 * <table>
 * <caption>A record</caption>
 * <tr><th>at</th><th>type</th><th>meaning</th></tr>
 * <tr><td>0</td><td>uint32</td><td>sentinel 0xDEADBEEF</td></tr>
 * <tr><td>4</td><td>uint32</td><td>element type; other numbers than those of programs</td></tr>
 * <tr><td>8</td><td>uint64</td><td>bytes of data</td></tr>
 * <tr><td>16</td><td>uint64</td><td>where the data starts in the file</td></tr>
 * <tr><td>24</td><td>uint64</td><td>unused high bits of the last byte, which are 0; for types of less
 *     than 8 bits only</td></tr>
 * </table>
 *
 * <h2>What holds here</h2>
 *
 * <ul>
 *   <li>Nothing is lost. A value or type that would not give its message again is kept as it is
 *       ({@code Opaque}); unknown fields travel in the messages' {@code UnknownFields}; where there
 *       is no place for them the part can be passed through, but not changed. Maps keep the order
 *       of the file, which makes the output depend on the input alone.
 *   <li>Nothing is trusted. Paths stay inside the package, every number is compared with the size
 *       of the file before it is used, and nesting ends at protobuf's 100 levels.
 *   <li>Nothing half-written is seen. A package is made in a hidden folder beside the output,
 *       brought to the disk, read back, and moved; only between the two renames that replace an
 *       older output is there no output, and the next run mends that if the process dies just then.
 * </ul>
 */
@NullMarked
package dev.coremill.core.mlpackage;

import org.jspecify.annotations.NullMarked;
