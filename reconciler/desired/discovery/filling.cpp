#include "reconciler/desired/discovery/filling.h"

#include "reconciler/desired/discovery/go_template.h"

#include <memory>
#include <optional>
#include <utility>

namespace pgberth::discovery {
namespace {

class Filler {
 public:
  Filler(const ValuePtr& params, bool go, Hunt& hunt) : params_(params), go_(go), hunt_(hunt) {}

  ValuePtr of(const ValuePtr& node) {
    if (!node || broken_ || !hunt_.count_rendered(1, node->at)) return give_up();
    Value made = *node;
    if (made.kind == Kind::String) made.text = text_of(node->text, node->at);
    for (Member& member : made.children) {
      if (!member.key.empty()) member.key = text_of(member.key, node->at);
      member.value = of(member.value);
      if (broken_) return nullptr;
    }
    return broken_ ? nullptr : std::make_shared<const Value>(std::move(made));
  }

 private:
  ValuePtr give_up() {
    broken_ = true;
    return nullptr;
  }

  std::string text_of(const std::string& text, const SourcePos& at) {
    if (text.find("{{") == std::string::npos) return text;
    if (!go_) return filled_plainly(text, params_);
    auto filled = filled_by_go(text, params_);
    if (filled) return *std::move(filled);
    broken_ = true;
    hunt_.tell(filled.error(), at);
    return {};
  }

  const ValuePtr& params_;
  bool go_;
  Hunt& hunt_;
  bool broken_ = false;
};

}  // namespace

ValuePtr filled(const ValuePtr& node, const ValuePtr& params, bool go, Hunt& hunt) {
  return Filler(params, go, hunt).of(node);
}

}  // namespace pgberth::discovery
