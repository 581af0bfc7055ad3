#include "reconciler/text/yaml.h"

#include "reconciler/base/identifier.h"
#include "reconciler/text/source_text.h"
#include "reconciler/text/tree_builder.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <optional>
#include <streambuf>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Reads from memory that somebody else holds: the library wants a stream, the text is at hand.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // std::streambuf; nothing is written through it
    setg(begin, begin, begin + text.size());
  }
};

bool forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

/// What makes `text` no text: a control character, or bytes that are not UTF-8.
std::optional<Finding> not_text(std::string_view text, const Shared<std::string>& file) {
  if (const auto bad = std::ranges::find_if(text, forbidden); bad != text.end())
    return Finding{
        .code = Code::NotText,
        .what = *bad == '\0' ? "the file holds a NUL byte" : "the file holds a control character",
        .where = position_of(text, static_cast<std::size_t>(bad - text.begin()), file),
        .hint = "Values files are UTF-8 text; check how this one was written."};
  if (valid_utf8(text)) return std::nullopt;
  // The longest good beginning, by halving: this path is rare and must stay short.
  std::size_t good = 0;
  std::size_t bad = text.size();
  while (bad - good > 1) {
    const std::size_t middle = good + (bad - good) / 2;
    std::size_t cut = middle;  // Not inside a character.
    while (cut > good && (static_cast<unsigned char>(text[cut]) & 0xc0u) == 0x80u) --cut;
    (valid_utf8(text.substr(good, cut - good)) && cut > good ? good : bad) =
        cut > good ? cut : middle;
  }
  return Finding{.code = Code::NotText,
                 .what = "the file is not UTF-8",
                 .where = position_of(text, good, file),
                 .hint = "Save it as UTF-8."};
}

/// Stops at the first event: all it is to tell is that there is another document.
class Glance final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    line = mark.line + 1;
    offset = static_cast<std::size_t>(mark.pos);
    throw Abandoned{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  int line = 0;
  std::size_t offset = 0;  ///< Of its first byte.
};

Finding more_documents(SourcePos where) {
  return {.code = Code::DeadKey,
          .what = "a second document begins here, Helm reads only the first",
          .where = std::move(where),
          .hint = "Move it into a file of its own."};
}

/// What is wrong with what follows the first document. Helm never reads it, not even to see whether
/// it is YAML; but a reader that looks one word ahead meets a quote that nothing closes.
std::optional<Finding> after_first(YAML::Parser& parser, std::string_view text,
                                   const Shared<std::string>& file) {
  Glance glance;
  try {
    parser.HandleNextDocument(glance);
  } catch (const Abandoned&) {
    if (auto finding = quote_left_open(text, glance.offset, file)) return finding;
    return more_documents({file, glance.line, 1});
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

Finding not_yaml(const YAML::Exception& e, const Shared<std::string>& file) {
  return {.code = Code::YamlSyntax,
          .what = e.msg,
          .where = {.file = file, .line = e.mark.line + 1, .column = e.mark.column + 1},
          .hint = "Correct the YAML; nothing of this file was used."};
}

/// What keeps `text` from being parsed at all. Takes a byte order mark off.
std::optional<Finding> unusable(std::string_view& text, const YamlLimits& limits,
                                const Shared<std::string>& file) {
  if (text.size() > limits.bytes)
    return Finding{.code = Code::FileTooLarge,
                   .what = "the file has more than " + std::to_string(limits.bytes) + " bytes",
                   .where = {.file = file}};
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return not_text(text, file);
}

/// Adds the next document to `read`; false when there is none, or none can be read any more.
bool add_next(YAML::Parser& parser, std::string_view text, YamlDocuments& read,
              const YamlLimits& limits, const Shared<std::string>& file) {
  TreeBuilder builder(file, text, limits);
  bool more = false;
  try {
    more = parser.HandleNextDocument(builder);
  } catch (const Abandoned&) {
    more = false;  // The finding is there already.
  }
  const bool broken = has_error(builder.findings());
  if (!broken && builder.root() && !builder.root()->is_null()) read.roots.push_back(builder.root());
  std::ranges::move(builder.findings(), std::back_inserter(read.findings));
  return more && !broken;
}

void parse(std::string_view text, TreeBuilder& builder, const Shared<std::string>& file) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (auto finding = after_first(parser, text, file))
      builder.findings().push_back(*std::move(finding));
  } catch (const Abandoned&) {
    return;  // The finding is there already.
  } catch (const YAML::Exception& e) {
    builder.findings().push_back(not_yaml(e, file));
  }
}

ValuePtr empty_mapping(const Shared<std::string>& file) {
  return std::make_shared<const Value>(
      Value{.kind = Kind::Mapping, .at = {.file = file, .line = 1, .column = 1}});
}

}  // namespace

YamlText read_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  const Shared<std::string> name(file);
  YamlText read;
  if (auto finding = unusable(text, limits, name)) {
    read.findings.push_back(*std::move(finding));
    return read;
  }
  TreeBuilder builder(name, text, limits);
  parse(text, builder, name);
  read.findings = std::move(builder.findings());
  if (has_error(read.findings)) return read;
  read.root = builder.root();
  if (!read.root || read.root->is_null()) read.root = empty_mapping(name);
  if (!read.root->is_mapping()) {
    read.findings.push_back({.code = Code::NotAMapping,
                             .what = "the file holds " + std::string(to_string(read.root->kind)) +
                                     ", a mapping is wanted",
                             .where = read.root->at});
    read.root = nullptr;
    return read;
  }
  const ValuePtr sops = child_of(read.root, "sops");
  read.encrypted = sops && sops->is_mapping();
  return read;
}

YamlDocuments read_documents(std::string_view text, const std::string& file,
                             const YamlLimits& limits) {
  const Shared<std::string> name(file);
  YamlDocuments read;
  if (auto finding = unusable(text, limits, name)) {
    read.findings.push_back(*std::move(finding));
    return read;
  }
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (add_next(parser, text, read, limits, name)) {
    }
  } catch (const YAML::Exception& e) {
    read.findings.push_back(not_yaml(e, name));
  }
  return read;
}

}  // namespace pgberth
