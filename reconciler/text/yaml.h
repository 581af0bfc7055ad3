#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/text/value.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// How much of a values file is read before it is refused. Real ones stay far below.
struct YamlLimits {
  std::size_t bytes = std::size_t{16} * 1024 * 1024;
  int depth = 100;
  std::size_t nodes = 500'000;             ///< As they are written.
  std::size_t expanded_nodes = 1'000'000;  ///< As they are after following aliases.
};

/// A values file as a tree. `root` is nullptr when an error is among the findings.
struct YamlText {
  ValuePtr root{};
  Findings findings{};
  bool encrypted = false;  ///< A `sops` block stands at its root.
};

/// `text` as Helm reads it: YAML 1.1 words, merge keys, aliases, a byte order mark and any line
/// ends; of a key that stands twice the last one counts (W108 names both); of several documents
/// the first one counts (W205). A null or empty document is an empty mapping.
///
/// Errors: NotText (NUL and other control characters, bytes that are not UTF-8), YamlSyntax,
/// YamlLimit, NotAMapping, WrongType (a key that is null or no scalar, a number that JSON does not
/// have). Each names `file`, line and column, both from 1.
YamlText read_yaml(std::string_view text, const std::string& file, const YamlLimits& limits = {});

/// The documents of a file that may hold several, empty ones left out.
struct YamlDocuments {
  std::vector<ValuePtr> roots{};  ///< Of any kind. Those before an error are there.
  Findings findings{};
};

/// `text` read as read_yaml() does, but every document of it; `limits` hold for each.
YamlDocuments read_documents(std::string_view text, const std::string& file,
                             const YamlLimits& limits = {});

}  // namespace pgberth
