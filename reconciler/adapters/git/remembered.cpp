#include "reconciler/adapters/git/remembered.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <system_error>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFile = "pgberth-remembered.json";
constexpr std::string_view kNewFile = "pgberth-remembered.json.new";

bool is_commit(const std::string& id) {
  return id.size() >= 40 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

bool is_remembered(std::string_view file) {
  return file == kFile || file == kNewFile;
}

Remembered read_remembered(const fs::path& folder) {
  std::ifstream in(folder / kFile, std::ios::binary);
  try {
    const auto json = nlohmann::json::parse(in);
    Remembered remembered{
        .url = json.at("url"), .ref = json.at("ref"), .commits = json.at("commits")};
    std::erase_if(remembered.commits, [](const auto& item) { return !is_commit(item.second); });
    return remembered;
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

Result<Done> write_remembered(const fs::path& folder, const Remembered& remembered) {
  const auto text =
      nlohmann::json{
          {"url", remembered.url}, {"ref", remembered.ref}, {"commits", remembered.commits}}
          .dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::ofstream(folder / kNewFile, std::ios::binary | std::ios::trunc) << text << std::flush;
  std::error_code failed;
  const auto size = fs::file_size(folder / kNewFile, failed);
  if (!failed && size == text.size()) fs::rename(folder / kNewFile, folder / kFile, failed);
  if (!failed && size == text.size()) return Done{};
  return Error{.code = Code::BadSource,
               .what = "the folder \"" + folder.string() + "\" cannot be written" +
                       (failed ? ": " + failed.message() : ""),
               .hint = "Make room for it, and let it be written."};
}

}  // namespace pgberth
