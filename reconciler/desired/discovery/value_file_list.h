#pragma once

#include "reconciler/desired/discovery/build_words.h"
#include "reconciler/desired/discovery/hunt.h"

#include <map>
#include <string>
#include <vector>

namespace pgberth::discovery {

/// Where the chart of an application lies, and what its values files may begin with.
struct ChartPlace {
  std::string url;
  std::string path;     ///< In the repository; "" for a packed chart, too.
  bool packed = false;  ///< Of a registry of charts.
  std::map<std::string, std::string, std::less<>> refs{};  ///< `$name` to the URL it stands for.
};

struct ValueFileList {
  std::vector<std::string> files{};  ///< Paths in this repository, in the order of merging.
  bool whole = true;                 ///< false: others belong to it that are not here.
};

/// The files that `helm.valueFiles` of an application come to.
///
/// A path is relative to the chart; with a leading slash to the repository; with `$name` to the
/// repository of that reference. Patterns are filled in where they stand, each folder's own files
/// before its folders, without those that are listed by name. What is not there is an error unless
/// `ignoreMissingValueFiles`; what leads out of the repository is one always.
ValueFileList value_file_list(const ValuePtr& helm, const ChartPlace& place,
                              const BuildWords& words, Hunt& hunt);

}  // namespace pgberth::discovery
