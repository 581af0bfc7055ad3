#include "reconciler/apply/laid_out.h"

#include "reconciler/text/envelope.h"

#include <optional>
#include <set>
#include <utility>

namespace pgberth {
namespace {

std::set<std::string> numbers_of(const Layout& layout) {
  std::set<std::string> keys;
  for (const auto& [key, slot] : layout.keys)
    if (slot.number) keys.insert(key);
  return keys;
}

/// A store whose entries are shown flat.
class LaidOutStore : public SecretStore {
 public:
  LaidOutStore(SecretStore& inner, const LaidOutWorld::Layouts& layouts, Clock& clock)
      : inner_(inner), layouts_(layouts), clock_(clock) {}

  std::map<std::string, StoredEntry> read(const std::set<std::string>& paths) override {
    auto answers = inner_.read(paths);
    for (auto& [path, entry] : answers)
      if (const auto layout = layouts_.find(path); layout != layouts_.end())
        open(*layout->second, entry);
    return answers;
  }

  Result<Creation> create(const std::string& path, const NewEntry& entry) override {
    const auto layout = layouts_.find(path);
    if (layout == layouts_.end()) return inner_.create(path, entry);
    auto kept = closed(*layout->second, entry.content);
    if (!kept) return std::move(kept).error();
    return inner_.create(path, {.content = *std::move(kept), .release = entry.release});
  }

  Result<std::set<std::string>> add_missing_keys(const std::string& path,
                                                 const NewKeys& keys) override {
    const auto layout = layouts_.find(path);
    if (layout == layouts_.end()) return inner_.add_missing_keys(path, keys);
    return Error{.code = Code::StoreFailed,
                 .what = "entry \"" + path +
                         "\" is one rotatable value, to which no key can be "
                         "added",
                 .hint = "Add what it lacks by hand."};
  }

  bool adds_keys() const override { return inner_.adds_keys(); }
  Result<std::set<std::string>> list(const std::string& prefix) override {
    return inner_.list(prefix);
  }
  std::map<std::string, Upkeep> upkeep(const std::set<std::string>& paths) override {
    return inner_.upkeep(paths);
  }
  std::map<std::string, std::string> circumstances(const std::set<std::string>& paths) override {
    return inner_.circumstances(paths);
  }
  std::optional<Versions> versions(const std::set<std::string>& paths) override {
    return inner_.versions(paths);
  }
  Result<std::string> identity() override { return inner_.identity(); }

 private:
  static void open(const Layout& layout, StoredEntry& entry) {
    const auto envelope = entry.content.find(layout.envelope);
    if (envelope == entry.content.end()) return;
    auto fields = open_envelope(envelope->second.reveal());
    if (fields) {
      entry.content = *std::move(fields);
      return;
    }
    entry = {.presence = Presence::Unreadable,
             .detail = "\"" + layout.envelope + "\" is not understood: " + fields.error().what};
  }

  Result<Content> closed(const Layout& layout, const Content& content) {
    auto text = close_envelope(content, numbers_of(layout), clock_.wall());
    if (!text) return std::move(text).error();
    Content kept;
    kept.emplace(layout.envelope, *std::move(text));
    return kept;
  }

  SecretStore& inner_;
  const LaidOutWorld::Layouts& layouts_;
  Clock& clock_;
};

}  // namespace

LaidOutWorld::LaidOutWorld(World& inner, const Claims& claims) : inner_(inner) {
  for (const auto& [id, claim] : claims.claims)
    for (const Place& place : claim.places)
      if (claim.planned() && !place.layout->envelope.empty())
        layouts_[place.entry.store].emplace(place.entry.path, place.layout);
}

LaidOutWorld::~LaidOutWorld() = default;

Result<SecretStore*> LaidOutWorld::store(const StoreId& id) {
  auto store = inner_.store(id);
  const auto layouts = layouts_.find(id);
  if (!store || layouts == layouts_.end()) return store;
  const std::lock_guard lock(mutex_);
  auto& opened = opened_[id];
  if (opened == nullptr)
    opened = std::make_unique<LaidOutStore>(**store, layouts->second, inner_.clock());
  return opened.get();
}

}  // namespace pgberth
