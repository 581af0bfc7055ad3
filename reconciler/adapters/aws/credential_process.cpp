#include "reconciler/adapters/aws/credential_process.h"

#include "reconciler/adapters/aws/given_credentials.h"
#include "reconciler/adapters/child_process.h"
#include "reconciler/adapters/http/json_api.h"

#include <algorithm>
#include <utility>

namespace pgberth {
namespace {

constexpr const char* kBlank = " \t\r\n";

Error refused(const CredentialProcess& process, const std::string& why, std::string hint = {}) {
  return {.code = Code::StoreAuth,
          .what = "the credential_process of profile \"" + process.profile + "\" " + why,
          .hint = hint.empty() ? "Run it by hand, as the profile says it." : std::move(hint)};
}

/// Reads one word after the other; a quote may begin and end within one.
class WordReader {
 public:
  explicit WordReader(const std::string& line) : line_(line) {}

  std::optional<std::vector<std::string>> words() {
    std::vector<std::string> all;
    for (;;) {
      at_ = std::min(line_.find_first_not_of(kBlank, at_), line_.size());
      if (at_ == line_.size()) return all;
      std::string word;
      if (!read(word)) return std::nullopt;
      all.push_back(std::move(word));
    }
  }

 private:
  bool read(std::string& word) {
    for (; at_ < line_.size() && std::string_view(kBlank).find(line_[at_]) == std::string::npos;
         ++at_) {
      const char c = line_[at_];
      const bool sound = c == '\'' || c == '"' ? quoted(c, word) : plain(c, word);
      if (!sound) return false;
    }
    return true;
  }

  bool plain(char c, std::string& word) {
    if (c == '\\' && ++at_ == line_.size()) return false;
    word += line_[at_];
    return true;
  }

  bool quoted(char quote, std::string& word) {
    for (++at_; at_ < line_.size() && line_[at_] != quote; ++at_) {
      const char next = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
      if (quote == '"' && line_[at_] == '\\' && (next == '"' || next == '\\')) ++at_;
      word += line_[at_];
    }
    return at_ < line_.size();
  }

  const std::string& line_;
  std::size_t at_ = 0;
};

/// Whether a word names a file where whoever writes values can write: "/x", or "--file=/x".
bool names_a_value(const std::string& word, const AwsAddress& address) {
  if (!address.among_values) return false;
  const std::size_t equals = word.find('=');
  const std::string behind = equals == std::string::npos ? "" : word.substr(equals + 1);
  return (word.starts_with('/') && address.among_values(word)) ||
         (behind.starts_with('/') && address.among_values(behind));
}

std::map<std::string, std::string> environment_of(const CredentialProcess& process,
                                                  const AwsAddress& address,
                                                  const AwsVariable& variable) {
  const AwsFiles files = aws_files(address, variable);
  std::map<std::string, std::string> all{
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
      {"HOME", text_of(variable, "HOME")},  // Programs keep their own sessions there.
      {"AWS_CONFIG_FILE", files.config},
      {"AWS_SHARED_CREDENTIALS_FILE", files.credentials},
      {"AWS_PROFILE", process.profile},
      {"AWS_REGION", address.region.empty() ? text_of(variable, "AWS_REGION") : address.region}};
  std::erase_if(all, [](const auto& each) { return each.second.empty(); });
  return all;
}

Result<AwsCredentials> read_answer(const CredentialProcess& process, const std::string& output) {
  const nlohmann::json answer = json_in(output);
  if (!answer.is_object()) return refused(process, "prints what is no JSON object");
  const auto version = answer.find("Version");
  if (version == answer.end() || *version != 1)
    return refused(process, "prints no credentials of Version 1");
  auto credentials = credentials_in(
      output, {.who = "the credential_process of profile \"" + process.profile + "\"",
               .token_key = "SessionToken",
               .must_end = false});
  if (!credentials) return refused(process, "prints credentials that are not whole");
  return credentials;
}

}  // namespace

std::optional<std::vector<std::string>> words_of(const std::string& line) {
  return WordReader(line).words();
}

Result<AwsCredentials> run_credential_process(const CredentialProcess& process,
                                              const AwsAddress& address,
                                              const AwsVariable& variable) {
  auto words = words_of(process.line);
  if (!words || words->empty() || process.line.find('\0') != std::string::npos)
    return refused(process, "is no command", "Close each quote, and name a program.");
  const std::string program = words->front();
  if (!program.starts_with('/'))
    return refused(process, "names no absolute path", "Name the program with its whole path.");
  if (std::ranges::any_of(*words,
                          [&](const std::string& word) { return names_a_value(word, address); }))
    return refused(process, "names a file that lies among the values",
                   "Keep it where whoever writes values cannot write.");
  const auto end = run_child({.program = program,
                              .arguments = *std::move(words),
                              .environment = environment_of(process, address, variable),
                              .largest_answer = std::size_t{1} << 20u,
                              .timeout = process.timeout,
                              .speaks = false,
                              .code = Code::StoreAuth,
                              .what = "the credential_process of profile \"" + process.profile +
                                      "\", \"" + program + "\","});
  if (!end) return end.error();
  if (end->how != ChildEnd::How::Ended) return refused(process, "takes too long");
  if (end->status != 0) return refused(process, how_it_ended(end->status));
  return read_answer(process, end->output);
}

}  // namespace pgberth
