#pragma once

#include "reconciler/base/error.h"
#include "reconciler/base/name.h"

#include <set>
#include <string>
#include <vector>

namespace pgberth {

/// Something a person must know or decide. The program reports it and changes nothing about it.
struct Finding {
  Code code;
  std::string what;               ///< One lower-case clause, no full stop, names in quotes.
  SourcePos where{};              ///< The line of values that it is about.
  std::string hint{};             ///< A full sentence the reader can act on.
  std::set<ClaimId> claims{};     ///< The claims it is about; empty: the environment as a whole.
  std::vector<SourcePos> also{};  ///< Other lines involved, "the other one is here".

  auto operator<=>(const Finding&) const = default;
  Severity severity() const { return severity_of(code); }
};

using Findings = std::vector<Finding>;

/// `error` as a finding about `claims`; its context becomes part of the text.
Finding finding_of(const Error& error, std::set<ClaimId> claims = {});

/// Sorted by file, line, column, code and text, each once: the order in which people read them.
void sort_findings(Findings& findings);

/// What they say and advise as it may be shown, whoever wrote what they quote: without user and
/// password in URLs, and as short_text().
void make_showable(Findings& findings);

/// Whether any of them is an error.
bool has_error(const Findings& findings);

}  // namespace pgberth
