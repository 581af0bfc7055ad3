#pragma once

#include "reconciler/apply/pass.h"

#include <string>

namespace pgberth {

/// A pass in numbers. Steps are counted by what they add, credentials by how they stand.
struct Summary {
  std::size_t to_add = 0;  ///< Steps that add something.
  // Of those, after apply:
  std::size_t added = 0;
  std::size_t already_there = 0;
  // Of all steps, after apply:
  std::size_t failed = 0;
  std::size_t skipped = 0;
  // Credentials:
  std::size_t unchanged = 0;      ///< In sync or stored, and nothing is to be done.
  std::size_t to_decide = 0;      ///< A finding says what a person must decide.
  std::size_t not_evaluated = 0;  ///< An error stood in the way.
  std::size_t not_looked_into = 0;
  std::size_t accepted = 0;  ///< Findings that the settings silence.
  std::size_t marked_not_proved = 0;
  // Findings:
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;

  bool operator==(const Summary&) const = default;
};

Summary summary_of(const PassReport& report);

/// Counts `findings` by severity into `summary`.
void count(const Findings& findings, Summary& summary);

/// "3 to add, 3 unchanged"; after apply "3 added, 1 failed, 3 unchanged". Numbers that are zero
/// are left out, but for the first and the unchanged ones.
std::string summary_line(const PassReport& report);

/// "2 errors, 1 warning", or "no findings".
std::string findings_line(const Summary& summary);

/// "1 warning", "2 warnings".
std::string counted(std::size_t number, const std::string& noun);

}  // namespace pgberth
