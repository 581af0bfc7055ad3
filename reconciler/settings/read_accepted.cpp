#include "reconciler/settings/read_accepted.h"

#include <charconv>
#include <utility>

namespace pgberth {
namespace {

std::optional<int> number(const std::string& text, std::size_t from, std::size_t size) {
  int value = 0;
  const char* const begin = text.data() + from;
  const auto [end, error] = std::from_chars(begin, begin + size, value);
  if (error != std::errc{} || end != begin + size || value < 0) return std::nullopt;
  return value;
}

/// "2026-12-31".
std::optional<std::chrono::sys_days> day_of(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

}  // namespace

std::optional<Accepted> read_accepted(Section& section) {
  const std::string code = section.needed("code");
  Accepted accepted{.code = Code::Internal,
                    .claim = ClaimId{section.needed("claim")},
                    .text = section.text("text"),
                    .reason = section.needed("reason"),
                    .until = {},
                    .at = section.at()};
  const std::string until = section.needed("until");
  section.finish();
  const auto known = code_of(code);
  const bool error = known && severity_of(*known) == Severity::Error;
  if (!code.empty() && (!known || error))
    section.refuse("code", known ? "is an error, which cannot be accepted" : "is not known",
                   "Name a warning or a note, as W211.");
  const auto day = day_of(until);
  if (!until.empty() && !day) section.refuse("until", "is no day", "Write it as 2026-12-31.");
  if (!known || !day || error) return std::nullopt;
  accepted.code = *known;
  accepted.until = *day;
  return accepted;
}

}  // namespace pgberth
