#include "tests/support/stored.h"

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>

namespace pgberth {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  const std::ifstream in(file, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

Keys keys_in(const fs::path& entry) {
  Keys keys;
  if (!fs::exists(entry)) return keys;
  for (const auto& item : fs::directory_iterator(entry))
    keys[item.path().filename().string()] = bytes_of(item.path());
  return keys;
}

std::string listing_of(const fs::path& store) {
  std::set<std::string> lines;
  for (const auto& item : fs::recursive_directory_iterator(store)) {
    struct stat seen{};
    if (lstat(item.path().c_str(), &seen) != 0) throw std::runtime_error("a file has gone");
    std::ostringstream line;
    line << item.path().string() << ' ' << seen.st_mode << ' ' << seen.st_ino << ' '
         << seen.st_mtim.tv_sec << '.' << seen.st_mtim.tv_nsec;
    if (item.is_regular_file()) line << ' ' << bytes_of(item.path());
    lines.insert(line.str());
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace pgberth
