/** Linear quantization of weights and activations. */
@NullMarked
package dev.coremill.plugins.quantization;

import org.jspecify.annotations.NullMarked;
