#include "reconciler/desired/discovery/helm_values.h"

#include "reconciler/desired/discovery/inline_values.h"
#include "reconciler/desired/discovery/parameters.h"
#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::size_t kMostParameters = 1000;

class Reader {
 public:
  Reader(const ValuePtr& helm, const HelmContext& context, Hunt& hunt)
      : helm_(helm), context_(context), hunt_(hunt) {}

  HelmValues run() && {
    add_values();
    for (const bool force_string : {false, true}) add_parameters(force_string);
    add_files();
    return std::move(values_);
  }

 private:
  /// With `valuesObject` Argo CD does not look at `values` at all.
  void add_values() {
    const ValuePtr object = child_of(helm_, "valuesObject");
    const ValuePtr text = child_of(helm_, "values");
    if (object && !object->is_null()) {
      if (text && !text->text.empty())
        hunt_.tell(Code::DeadKey, "\"values\" stands beside \"valuesObject\" and is not read",
                   text->at, "Move it into valuesObject.");
      if (!object->is_mapping()) return refuse("\"valuesObject\" is no mapping", object->at);
      values_.overlays.push_back({.at = {}, .value = object});
      return;
    }
    if (!text || text->is_null()) return;
    if (text->kind != Kind::String)
      return refuse("\"values\" is " + std::string(to_string(text->kind)) + ", text is wanted",
                    text->at);
    Findings findings;
    if (ValuePtr values = inline_values(*text, context_.manifest, findings))
      values_.overlays.push_back({.at = {}, .value = std::move(values)});
    else
      values_.whole = false;
    hunt_.tell(std::move(findings));
  }

  void add_parameters(bool force_string) {
    const ValuePtr list = child_of(helm_, "parameters");
    if (!list) return;
    if (list->children.size() > kMostParameters) {
      values_.whole = false;
      return hunt_.tell(Code::DiscoveryLimit,
                        "there are more than " + std::to_string(kMostParameters) + " parameters",
                        list->at, "Write them as values.");
    }
    std::map<std::string, ValuePtr> last;  // Of a name that stands twice the last one counts.
    for (const Member& member : list->children)
      if (is_true(child_of(member.value, "forceString")) == force_string)
        last[text_at(member.value, {"name"})] = member.value;
    for (const Member& member : list->children) {
      const std::string name = text_at(member.value, {"name"});
      if (const auto found = last.find(name); found == last.end() || found->second != member.value)
        continue;
      const ValuePtr value = child_of(member.value, "value");
      const SourcePos at = place_of(value, member.value->at);
      auto text = with_words(value ? value->text : "", context_.words);
      if (!text) {
        values_.whole = false;
        hunt_.tell(text.error(), at);
        continue;
      }
      add(name, parameter_value(*text, force_string, at));
    }
  }

  void add(const std::string& name, ValuePtr value) {
    auto path = parameter_path(name, value->at);
    if (!path) {
      values_.whole = false;
      hunt_.tell(path.error(), value->at);
      return;
    }
    values_.overlays.push_back({.at = *std::move(path), .value = std::move(value)});
  }

  /// Each gives the text of a file to one key.
  void add_files() {
    const ValuePtr list = child_of(helm_, "fileParameters");
    if (!list) return;
    for (const Member& member : list->children) {
      const ValuePtr written = child_of(member.value, "path");
      const SourcePos at = place_of(written, member.value->at);
      const auto path =
          normal_path(below(context_.place.path, written ? written->text : std::string()));
      const bool here = path && !context_.place.packed && hunt_.has(*path) &&
                        hunt_.whose(context_.place.url) != Whose::Others;
      auto text = here ? hunt_.tree().read(*path, hunt_.limits().file_bytes)
                       : Result<std::string>(
                             Error{.code = Code::ForeignValues,
                                   .what = "the file of a parameter is not in this repository"});
      if (!text) {
        values_.whole = false;
        hunt_.tell(text.error(), at);
        continue;
      }
      add(text_at(member.value, {"name"}),
          std::make_shared<const Value>(
              Value{.kind = Kind::String, .quoted = true, .at = at, .text = *std::move(text)}));
    }
  }

  void refuse(std::string what, const SourcePos& at) {
    values_.whole = false;
    hunt_.tell(Code::ManifestRefused, std::move(what), at, "Argo CD refuses it as well.");
  }

  const ValuePtr& helm_;
  const HelmContext& context_;
  Hunt& hunt_;
  HelmValues values_{};
};

}  // namespace

HelmValues helm_values(const ValuePtr& helm, const HelmContext& context, Hunt& hunt) {
  if (!helm) return {};
  return Reader(helm, context, hunt).run();
}

}  // namespace pgberth::discovery
