#include "reconciler/adapters/aws/aws_ini.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kBlank = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

bool is_comment(std::string_view line) {
  return line.starts_with('#') || line.starts_with(';');
}

/// Without a comment behind it, which begins after a space.
std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i)
    if (is_comment(value.substr(i)) && kBlank.find(value[i - 1]) != std::string_view::npos)
      return trimmed(value.substr(0, i));
  return value;
}

/// What stands between quotes; or all of it.
std::string_view unquoted(std::string_view name) {
  const bool quoted = name.size() >= 2 && name.front() == name.back() &&
                      (name.front() == '"' || name.front() == '\'');
  return quoted ? name.substr(1, name.size() - 2) : name;
}

/// A setting that stands in the file: what it says may go on in the lines below it.
struct Setting {
  std::string key;
  std::size_t indent;
  bool has_value;
};

class IniReader {
 public:
  IniReader(const std::string& file, AwsFile kind) : file_(file), kind_(kind) {}

  Result<Done> read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      if (auto read = read_line(text.substr(0, end)); !read) return read;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return Done{};
  }

  /// Puts what was read before what is in `into`.
  void lay_over(AwsProfiles& into) && {
    // "[profile default]" goes before "[default]", which is then as if it were not there.
    if (const auto named = profiles_.find(kLongDefault); named != profiles_.end()) {
      profiles_["default"] = std::move(named->second);
      profiles_.erase(kLongDefault);
    }
    for (auto& [name, profile] : profiles_) lay(std::move(profile), into.profiles[name]);
    for (auto& [name, services] : services_) lay(std::move(services), into.services[name]);
  }

 private:
  static constexpr const char* kLongDefault = "profile default";

  static void lay(AwsProfile over, AwsProfile& under) {
    // A key, its secret and its session's token belong together: none of them is another one's.
    if (over.contains("aws_access_key_id") || over.contains("aws_secret_access_key"))
      for (const char* key : {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"})
        under.erase(key);
    for (auto& [key, value] : over) under.insert_or_assign(key, std::move(value));
  }

  Error wrong(const std::string& why) const {
    return {.code = Code::StoreAuth,
            .what = "this line of AWS's shared file " + why,
            .where = {.file = file_, .line = line_, .column = 1},
            .hint =
                "Write \"name = value\" below \"[profile NAME]\", or \"[NAME]\" in the "
                "credentials file."};
  }

  Result<Done> read_line(std::string_view line) {
    const std::string_view text = trimmed(line);
    const std::size_t indent = std::min(line.find_first_not_of(kBlank), line.size());
    if (text.empty() || is_comment(text)) return Done{};
    if (indent == 0 && text.front() == '[') return begin_section(text);
    if (!in_section_) return wrong("stands before the first section");
    if (above_ && indent > above_->indent) return go_on(*above_, text);
    return begin_setting(text, indent);
  }

  Result<Done> begin_section(std::string_view line) {
    const std::size_t end = line.find(']');
    if (end == std::string_view::npos) return wrong("has no \"]\"");
    const std::string_view behind = trimmed(line.substr(end + 1));
    if (!behind.empty() && !is_comment(behind)) return wrong("goes on behind \"]\"");
    in_section_ = true;
    above_.reset();
    section_ = section_called(trimmed(line.substr(1, end - 1)));
    return Done{};
  }

  /// nullptr: a section that is nothing to us, such as "[sso-session NAME]".
  AwsProfile* section_called(std::string_view title) {
    const std::size_t end = std::min(title.find_first_of(kBlank), title.size());
    const std::string_view kind = title.substr(0, end);
    const std::string name(unquoted(trimmed(title.substr(end))));
    if (kind_ == AwsFile::Credentials)
      return kind == "profile" && !name.empty() ? nullptr
                                                : &profiles_[std::string(unquoted(title))];
    if (title == "default") return &profiles_["default"];
    if (name.empty()) return nullptr;
    if (kind == "profile") return &profiles_[name == "default" ? kLongDefault : name];
    return kind == "services" ? &services_[name] : nullptr;
  }

  Result<Done> begin_setting(std::string_view text, std::size_t indent) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return wrong("has no \"=\"");
    const std::string key = lower(trimmed(text.substr(0, equals)));
    if (key.empty()) return wrong("has no name before \"=\"");
    const std::string_view value = without_comment(trimmed(text.substr(equals + 1)));
    above_ = Setting{.key = key, .indent = indent, .has_value = !value.empty()};
    put(key, value);
    return Done{};
  }

  /// A line below a setting: a setting of its own, or more of its value.
  Result<Done> go_on(const Setting& above, std::string_view text) {
    if (above.has_value) {
      if (section_ == nullptr) return Done{};
      std::string all(section_->at(above.key).reveal());
      all.append("\n").append(text);
      put(above.key, all);
      return Done{};
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return wrong("has no \"=\"");
    put(above.key + "." + lower(trimmed(text.substr(0, equals))),
        without_comment(trimmed(text.substr(equals + 1))));
    return Done{};
  }

  void put(const std::string& key, std::string_view value) {
    if (section_ != nullptr) section_->insert_or_assign(key, Secret(value));
  }

  const std::string& file_;
  AwsFile kind_;
  int line_ = 0;
  std::map<std::string, AwsProfile> profiles_{};
  std::map<std::string, AwsProfile> services_{};
  bool in_section_ = false;
  AwsProfile* section_ = nullptr;
  std::optional<Setting> above_{};
};

}  // namespace

Result<Done> read_aws_ini(std::string_view text, const std::string& file, AwsFile kind,
                          AwsProfiles& profiles) {
  IniReader reader(file, kind);
  auto read = reader.read(text);
  if (read) std::move(reader).lay_over(profiles);
  return read;
}

}  // namespace pgberth
