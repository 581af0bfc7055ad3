#include "reconciler/cli/explain.h"

#include "reconciler/base/codes.h"

#include <algorithm>
#include <cctype>

namespace pgberth::embedded {
std::string_view errors_page();
}

namespace pgberth {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

/// The digits of a code: what makes it that code. A severity may change, the number never does.
std::string_view digits(std::string_view code) {
  const bool lettered = !code.empty() && std::isalpha(static_cast<unsigned char>(code[0])) != 0;
  return lettered ? code.substr(1) : code;
}

/// In how many places the digits of two codes differ; a digit too many or too few counts as one.
std::size_t distance(std::string_view left, std::string_view right) {
  std::size_t different =
      left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (left[i] != right[i]) ++different;
  return different;
}

std::string near(std::string_view wanted) {
  constexpr std::size_t most = 5;
  std::string names;
  std::size_t number = 0;
  for (const CodeInfo& row : all_codes()) {
    const std::string code = to_string(row.code);
    if (number == most || distance(digits(code), digits(wanted)) > 1) continue;
    names += (names.empty() ? "" : ", ") + code;
    ++number;
  }
  return names.empty() ? "" : "Near it are " + names + ". ";
}

std::string_view section(std::string_view heading) {
  const std::string_view pages = embedded::errors_page();
  const std::size_t start = pages.find(heading);
  if (start == std::string_view::npos) return {};
  const std::size_t end = pages.find("\n## ", start + 1);
  return pages.substr(start, end == std::string_view::npos ? end : end - start);
}

}  // namespace

Result<std::string> page_of(std::string_view text) {
  const std::string wanted = upper(text);
  if (const auto code = code_of(wanted)) {
    std::string page(section("\n## " + to_string(*code) + " "));
    page.erase(0, std::string_view("\n## ").size());
    while (page.ends_with('\n')) page.pop_back();
    return page + "\n";
  }
  return Error{.code = Code::UnknownCode,
               .what = "there is no code \"" + std::string(text) + "\"",
               .hint = near(wanted) + "`pgberth explain` lists all codes."};
}

std::string list_of_codes() {
  std::string list;
  for (const CodeInfo& row : all_codes())
    list += to_string(row.code) + "  " + std::string(row.title) + "\n";
  return list;
}

}  // namespace pgberth
