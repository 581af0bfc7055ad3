#include "reconciler/adapters/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <vector>

namespace pgberth {

std::string to_base64(std::string_view bytes) {
  // OpenSSL writes a NUL byte behind its answer.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<Secret> from_base64(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  std::ranges::copy_if(text, std::back_inserter(plain),
                       [](char each) { return each != '\n' && each != '\r'; });
  if (plain.size() % 4 != 0) return std::nullopt;
  // What stands behind the padding, or the padding elsewhere, OpenSSL would take for zeros.
  const std::size_t end = plain.find('=');
  const std::size_t padding = end == std::string::npos ? 0 : plain.size() - end;
  if (padding > 2 || (padding == 2 && plain.back() != '=')) return std::nullopt;
  std::vector<char> bytes(plain.size() / 4 * 3);
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(plain.data()),
                                     static_cast<int>(plain.size()));
  if (length < 0) return std::nullopt;
  Secret secret(std::string_view(bytes.data(), bytes.size() - padding));
  std::ranges::fill(bytes, '\0');
  return secret;
}

}  // namespace pgberth
