package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Program;
import dev.coremill.api.tensor.DataType;
import dev.coremill.core.mlpackage.proto.ArrayTypeMessage;
import dev.coremill.core.mlpackage.proto.DescriptionMessage;
import dev.coremill.core.mlpackage.proto.FeatureMessage;
import dev.coremill.core.mlpackage.proto.FeatureTypeMessage;
import dev.coremill.core.mlpackage.proto.FunctionDescriptionMessage;
import dev.coremill.core.mlpackage.proto.ImageSizeMessage;
import dev.coremill.core.mlpackage.proto.ImageTypeMessage;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.mlpackage.proto.PipelineMessage;
import dev.coremill.core.mlpackage.proto.ShapeMessage;
import dev.coremill.core.mlpackage.proto.SizeRangeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes models of their messages, parts of pipelines included. */
final class ModelDecoder {
  private final BlobFiles blobs;
  private final List<ProgramPart> programs = new ArrayList<>();
  private final Map<String, String> unkept = new LinkedHashMap<>();

  ModelDecoder(BlobFiles blobs) {
    this.blobs = blobs;
  }

  /** The programs of all models that were decoded, in order. */
  List<ProgramPart> programs() {
    return programs;
  }

  /** Part path to the place that makes this part unfit for changes; see {@link ProgramDecoder}. */
  Map<String, String> unkept() {
    return unkept;
  }

  /** The model of a message. */
  Model model(ModelMessage message, String path, String name) {
    Optional<Program> program = Optional.empty();
    if (message.hasMlProgram()) {
      ProgramDecoder decoder = new ProgramDecoder(blobs);
      Program decoded = decoder.program(message.getMlProgram());
      program = Optional.of(decoded);
      programs.add(new ProgramPart(path, message.getSpecificationVersion(), decoded));
      if (!decoder.unkept().isEmpty()) {
        unkept.put(path, decoder.unkept());
      }
    }
    List<Model> parts = new ArrayList<>();
    PipelineMessage pipeline = ModelKinds.pipeline(message);
    if (pipeline != null) {
      for (int i = 0; i < pipeline.getModelsCount(); i++) {
        String partName = i < pipeline.getNamesCount() ? pipeline.getNames(i) : "";
        parts.add(model(pipeline.getModels(i), path + i + "/", partName));
      }
    }
    DescriptionMessage description = message.getDescription();
    List<FunctionInterface> functions = new ArrayList<>();
    for (FunctionDescriptionMessage each : description.getFunctionsList()) {
      functions.add(
          new FunctionInterface(
              each.getName(),
              features(each.getInputList()),
              features(each.getOutputList()),
              features(each.getStateList())));
    }
    return new Model(
        path,
        name,
        message.getSpecificationVersion(),
        ModelKinds.kind(message),
        parts,
        program,
        features(description.getInputList()),
        features(description.getOutputList()),
        features(description.getStateList()),
        functions,
        description.getDefaultFunctionName(),
        description.getPredictedFeatureName(),
        description.getPredictedProbabilitiesName(),
        description.getMetadata().getShortDescription(),
        description.getMetadata().getUserDefinedMap());
  }

  private static List<Feature> features(List<FeatureMessage> messages) {
    List<Feature> features = new ArrayList<>(messages.size());
    for (FeatureMessage each : messages) {
      features.add(
          new Feature(
              each.getName(),
              each.getShortDescription(),
              type(each.getType()),
              each.getType().getIsOptional()));
    }
    return features;
  }

  private static FeatureType type(FeatureTypeMessage message) {
    return switch (message.getTypeCase()) {
      case INT64_TYPE -> FeatureType.Simple.INT64;
      case DOUBLE_TYPE -> FeatureType.Simple.DOUBLE;
      case STRING_TYPE -> FeatureType.Simple.STRING;
      case DICTIONARY_TYPE -> FeatureType.Simple.DICTIONARY;
      case SEQUENCE_TYPE -> FeatureType.Simple.SEQUENCE;
      case IMAGE_TYPE -> image(message.getImageType());
      case MULTI_ARRAY_TYPE -> multiArray(message.getMultiArrayType());
      case STATE_TYPE -> new FeatureType.State(multiArray(message.getStateType().getArrayType()));
      case TYPE_NOT_SET -> FeatureType.Simple.UNKNOWN;
    };
  }

  private static FeatureType.Image image(ImageTypeMessage message) {
    List<FeatureType.Image.Size> sizes = new ArrayList<>();
    for (ImageSizeMessage each : message.getEnumeratedSizes().getSizesList()) {
      sizes.add(new FeatureType.Image.Size(each.getWidth(), each.getHeight()));
    }
    Optional<FeatureType.Image.SizeRange> range =
        message.hasSizeRange()
            ? Optional.of(
                new FeatureType.Image.SizeRange(
                    range(message.getSizeRange().getWidth()),
                    range(message.getSizeRange().getHeight())))
            : Optional.empty();
    return new FeatureType.Image(
        message.getWidth(), message.getHeight(), colorSpace(message.getColorSpace()), sizes, range);
  }

  private static FeatureType.Range range(SizeRangeMessage message) {
    return new FeatureType.Range(message.getLowerBound(), message.getUpperBound());
  }

  private static FeatureType.MultiArray multiArray(ArrayTypeMessage message) {
    List<List<Long>> enumerated = new ArrayList<>();
    for (ShapeMessage each : message.getEnumeratedShapes().getShapesList()) {
      enumerated.add(List.copyOf(each.getShapeList()));
    }
    List<FeatureType.Range> ranges = new ArrayList<>();
    for (SizeRangeMessage each : message.getShapeRange().getSizeRangesList()) {
      ranges.add(range(each));
    }
    return new FeatureType.MultiArray(
        dataType(message.getDataType()),
        message.getShapeList(),
        enumerated,
        ranges,
        omitted(message));
  }

  private static Optional<Double> omitted(ArrayTypeMessage message) {
    return switch (message.getOmittedCase()) {
      case INT_DEFAULT -> Optional.of((double) message.getIntDefault());
      case FLOAT_DEFAULT -> Optional.of((double) message.getFloatDefault());
      case DOUBLE_DEFAULT -> Optional.of(message.getDoubleDefault());
      case OMITTED_NOT_SET -> Optional.empty();
    };
  }

  private static Optional<DataType> dataType(int code) {
    return switch (code) {
      case 65552 -> Optional.of(DataType.FLOAT16);
      case 65568 -> Optional.of(DataType.FLOAT32);
      case 65600 -> Optional.of(DataType.FLOAT64);
      case 131080 -> Optional.of(DataType.INT8);
      case 131104 -> Optional.of(DataType.INT32);
      default -> Optional.empty();
    };
  }

  private static FeatureType.ColorSpace colorSpace(int code) {
    return switch (code) {
      case 10 -> FeatureType.ColorSpace.GRAYSCALE;
      case 20 -> FeatureType.ColorSpace.RGB;
      case 30 -> FeatureType.ColorSpace.BGR;
      case 40 -> FeatureType.ColorSpace.GRAYSCALE_FLOAT16;
      default -> FeatureType.ColorSpace.UNKNOWN;
    };
  }
}
