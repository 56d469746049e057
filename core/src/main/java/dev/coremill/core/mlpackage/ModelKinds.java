package dev.coremill.core.mlpackage;

import com.google.protobuf.UnknownFieldSet;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.mlpackage.proto.PipelineMessage;
import org.jspecify.annotations.Nullable;

/** The kinds of models: those that we look into, and the names of the others. */
final class ModelKinds {
  private ModelKinds() {}

  /** The format's name for what a model is; empty if it is nothing that we know. */
  static String kind(ModelMessage message) {
    return switch (message.getKindCase()) {
      case PIPELINE_CLASSIFIER -> "pipelineClassifier";
      case PIPELINE_REGRESSOR -> "pipelineRegressor";
      case PIPELINE -> "pipeline";
      case ML_PROGRAM -> "mlProgram";
      case KIND_NOT_SET -> passedThrough(message.getUnknownFields());
    };
  }

  /** The pipeline that a model is; null if it is none. */
  static @Nullable PipelineMessage pipeline(ModelMessage message) {
    return switch (message.getKindCase()) {
      case PIPELINE_CLASSIFIER -> message.getPipelineClassifier().getPipeline();
      case PIPELINE_REGRESSOR -> message.getPipelineRegressor().getPipeline();
      case PIPELINE -> message.getPipeline();
      case ML_PROGRAM, KIND_NOT_SET -> null;
    };
  }

  private static String passedThrough(UnknownFieldSet fields) {
    for (int number : fields.asMap().keySet()) {
      String name = name(number);
      if (!name.isEmpty()) {
        return name;
      }
    }
    return "";
  }

  private static String name(int number) {
    return switch (number) {
      case 300 -> "glmRegressor";
      case 301 -> "supportVectorRegressor";
      case 302 -> "treeEnsembleRegressor";
      case 303 -> "neuralNetworkRegressor";
      case 304 -> "bayesianProbitRegressor";
      case 400 -> "glmClassifier";
      case 401 -> "supportVectorClassifier";
      case 402 -> "treeEnsembleClassifier";
      case 403 -> "neuralNetworkClassifier";
      case 404 -> "kNearestNeighborsClassifier";
      case 500 -> "neuralNetwork";
      case 501 -> "itemSimilarityRecommender";
      case 555 -> "customModel";
      case 556 -> "linkedModel";
      case 560 -> "classConfidenceThresholding";
      case 600 -> "oneHotEncoder";
      case 601 -> "imputer";
      case 602 -> "featureVectorizer";
      case 603 -> "dictVectorizer";
      case 604 -> "scaler";
      case 606 -> "categoricalMapping";
      case 607 -> "normalizer";
      case 609 -> "arrayFeatureExtractor";
      case 610 -> "nonMaximumSuppression";
      case 900 -> "identity";
      case 2000 -> "textClassifier";
      case 2001 -> "wordTagger";
      case 2002 -> "visionFeaturePrint";
      case 2003 -> "soundAnalysisPreprocessing";
      case 2004 -> "gazetteer";
      case 2005 -> "wordEmbedding";
      case 2006 -> "audioFeaturePrint";
      case 3000 -> "serializedModel";
      default -> "";
    };
  }
}
